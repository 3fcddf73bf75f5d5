// The bank's own script: it tells the chat who is signed in, when the page's address says so.
addEventListener('warmline:ready', () => {
  if (location.search.includes('signed-in'))
    window.warmline.identify(() => Promise.resolve('a-token-signed-by-the-bank'));
});
