// A browser that is a phone: reads our offer from standard input, writes its answer, and then what it hears.
//
// JSON lines in: {"sdp"}, then {"keys"} to be pressed; lines out: {"sdp"}, then {"level"} of the wanted tone (0 to 1)
// twice a second.
// Its microphone is a file with a tone. Arguments: the folder of the web's packages, the file, the tone listened for.
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'

const [web, microphone, tone] = process.argv.slice(2)
const { chromium } = createRequire(`${web}/package.json`)('@playwright/test')
const browser = await chromium.launch({
  executablePath: '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream',
    `--use-file-for-fake-audio-capture=${microphone}`,
    '--autoplay-policy=no-user-gesture-required',
    '--allow-loopback-in-peer-connection',
    '--disable-features=WebRtcHideLocalIpsWithMdns',
  ],
})
const page = await browser.newPage()
// Microphones are for secure pages; this address counts as one.
await page.route('http://127.0.0.1/**', (route) => route.fulfill({ contentType: 'text/html', body: '<html></html>' }))
await page.goto('http://127.0.0.1/')

const answer = (sdp) =>
  page.evaluate(async (offer) => {
    const peer = new RTCPeerConnection()
    const clean = { echoCancellation: false, noiseSuppression: false, autoGainControl: false }
    const microphone = await navigator.mediaDevices.getUserMedia({ audio: clean })
    peer.ontrack = ({ track }) => {
      const stream = new MediaStream([track])
      // Without a playing element Chromium pulls no sound of a peer.
      const element = new Audio()
      element.srcObject = stream
      element.muted = true
      void element.play()
      const context = new AudioContext()
      const analyser = context.createAnalyser()
      analyser.fftSize = 4096
      context.createMediaStreamSource(stream).connect(analyser)
      window.level = (frequency) => {
        const bins = new Float32Array(analyser.frequencyBinCount)
        analyser.getFloatFrequencyData(bins)
        const bin = Math.round((frequency * analyser.fftSize) / context.sampleRate)
        return 10 ** (Math.max(...bins.slice(bin - 1, bin + 2)) / 20)
      }
    }
    await peer.setRemoteDescription({ type: 'offer', sdp: offer })
    for (const track of microphone.getTracks()) peer.addTrack(track, microphone)
    await peer.setLocalDescription(await peer.createAnswer())
    window.peer = peer
    return peer.localDescription.sdp
  }, sdp)

for await (const line of createInterface({ input: process.stdin })) {
  const { sdp, keys } = JSON.parse(line)
  if (keys) {
    await page.evaluate((tones) => window.peer.getSenders()[0].dtmf.insertDTMF(tones), keys)
    continue
  }
  console.log(JSON.stringify({ sdp: await answer(sdp) }))
  setInterval(async () => {
    const level = await page.evaluate((frequency) => window.level?.(frequency) ?? 0, Number(tone)).catch(() => 0)
    console.log(JSON.stringify({ level }))
  }, 500)
}
await browser.close()
process.exit(0)
