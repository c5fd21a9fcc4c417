//! Links and replies without a daemon: tokens, their seals, the words of a mail, what leaves with a letter.

mod letters;
mod mails;
mod tokens;
mod words;
