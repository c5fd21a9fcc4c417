//! The typed tree of a condition: what is left of an expression once every operation is known to be allowed and every
//! figure to fit.

use chrono::NaiveDate;

/// Something that is true, false or unknown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// TRUE, FALSE, NULL.
    Known(Option<bool>),
    /// A column of yes and no.
    Column(&'static str),
    /// NOT
    Not(Box<Truth>),
    /// AND, all of them.
    All(Vec<Truth>),
    /// OR, any of them.
    Any(Vec<Truth>),
    /// Two figures compared.
    Figures(Compare, Box<Figure>, Box<Figure>),
    /// Two texts compared.
    Texts(Compare, Text, Text),
    /// Two days compared.
    Days(Compare, Day, Day),
    /// Two truths compared.
    Truths(Compare, Box<Truth>, Box<Truth>),
    /// IS NULL
    IsNull(Box<Value>),
    /// Text that matches a regular expression.
    Matches(Text, String),
    /// CASE WHEN … THEN … ELSE … END
    Case(Box<Truth>, Box<Truth>, Box<Truth>),
}

/// A figure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Figure {
    /// `units` divided by ten to the power `scale`.
    Literal {
        /// The figure without its point.
        units: i128,
        /// Its decimal places.
        scale: u32,
    },
    /// A column.
    Column(&'static str),
    /// The sum.
    Add(Box<Figure>, Box<Figure>),
    /// The difference.
    Subtract(Box<Figure>, Box<Figure>),
    /// The product.
    Multiply(Box<Figure>, Box<Figure>),
    /// The quotient; unknown where the divisor is nothing.
    Divide(Box<Figure>, Box<Figure>),
    /// Without its sign.
    Abs(Box<Figure>),
    /// Days from the second to the first.
    DaysBetween(Day, Day),
    /// CASE WHEN … THEN … ELSE … END
    Case(Box<Truth>, Box<Figure>, Box<Figure>),
    /// NULL
    Unknown,
}

/// A text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Text {
    /// As written.
    Literal(String),
    /// A column.
    Column(&'static str),
}

/// A day.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Day {
    /// As written.
    Literal(NaiveDate),
    /// A column.
    Column(&'static str),
}

/// Anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// True, false or unknown.
    Truth(Truth),
    /// A figure.
    Figure(Figure),
    /// A text.
    Text(Text),
    /// A day.
    Day(Day),
    /// NULL
    Null,
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compare {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Below,
    /// `<=`
    AtMost,
    /// `>`
    Above,
    /// `>=`
    AtLeast,
}

impl Compare {
    /// Whether it holds of an order.
    pub fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Compare::Equal => order.is_eq(),
            Compare::Unequal => order.is_ne(),
            Compare::Below => order.is_lt(),
            Compare::AtMost => order.is_le(),
            Compare::Above => order.is_gt(),
            Compare::AtLeast => order.is_ge(),
        }
    }
}

/// How large a figure can be: at most `top` over at most `bottom`, of which `scale` are decimal places.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// The largest numerator.
    pub top: u128,
    /// The largest denominator; 1: it is one.
    pub bottom: u128,
    /// Decimal places.
    pub scale: u32,
}
