//! Links and replies without a daemon: tokens, their seals, the words of a mail, what leaves with a letter.

mod forged;
mod letters;
mod mails;
mod tokens;
mod words;
