//! Signs and codes of money as they stand before a figure: £12, Rs. 1,200.50, zł 5.
//!
//! Data only. Each is a word of a currency, so that none is left out where it is read.

/// Signs and codes of money before a figure, longest first.
pub const CURRENCIES: &[&str] = &[
    "人民币",
    "us$",
    "hk$",
    "nt$",
    "rmb",
    "cny",
    "usd",
    "gbp",
    "eur",
    "chf",
    "sfr",
    "inr",
    "jpy",
    "krw",
    "rub",
    "brl",
    "cad",
    "aud",
    "hkd",
    "twd",
    "sgd",
    "rs.",
    "rs",
    "pln",
    "zł",
    "czk",
    "kč",
    "sek",
    "nok",
    "dkk",
    "huf",
    "₺",
    "uah",
    "₴",
    "kzt",
    "₸",
    "thb",
    "฿",
    "vnd",
    "₫",
    "idr",
    "rp",
    "myr",
    "php",
    "₱",
    "mxn",
    "zar",
    "aed",
    "₪",
    "ngn",
    "₦",
    "kes",
    "ksh",
    "nzd",
    "nz$",
    "pkr",
    "৳",
    "r$",
    "c$",
    "a$",
    "s$",
    "¥",
    "$",
    "£",
    "€",
    "₹",
    "₩",
    "₽",
];

#[cfg(test)]
mod tests {
    use crate::base::amount::UnitKind;

    #[test]
    fn every_sign_is_of_a_currency() {
        for sign in super::CURRENCIES {
            assert!(UnitKind::of_currency(sign.trim_end_matches('.')).is_some(), "{sign}");
        }
    }
}
