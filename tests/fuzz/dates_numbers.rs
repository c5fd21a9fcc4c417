//! Any text as a figure and as a day. Never a panic; a figure that was read is written and read back as the same figure; a
//! day that was read exists and is read again from its own ISO form.
#![no_main]

use duban::base::amount::Amount;
use duban::tidy::value::date::{self, DateText};
use duban::tidy::value::{self, text};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Ok(Some(figure)) = value::figure(text) {
        let written = figure.amount.to_string();
        assert_eq!(Amount::parse(&written).expect("an amount reads its own form"), figure.amount, "{text:?}");
        let _ = value::count(&figure);
    }
    if let Ok(amount) = Amount::parse(text) {
        assert_eq!(Amount::parse(&amount.to_string()).expect("its own form"), amount, "{text:?}");
    }
    if let DateText::Day(day) = date::read(text, Some(2014))
        && (1900..2100).contains(&chrono::Datelike::year(&day))
    {
        assert_eq!(date::read(&day.to_string(), None), DateText::Day(day), "{text:?}");
    }
    let _ = (date::of_serial_text(text, false), date::of_serial_text(text, true));
    let id = text::id(text).into_owned();
    assert_eq!(text::id(&id), id, "an id is clean once it was cleaned");
    let _ = (text::clean(text), text::name_key(text), value::is_nothing(text));
});
