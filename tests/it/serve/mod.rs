//! The daemon as operations staff know it: the real program is started, files are dropped, signals are sent, pages are read.

mod beside;
mod cast;
mod files;
mod first;
mod hostile;
mod issues;
mod links;
mod mail;
mod pages;
mod people;
mod plans;
mod reload;
mod replies;
mod room;
mod samples;
mod start;
mod stop;
