//! Articles with three axes, menus and search.
