//! The columns a file may have, and an example of each kind of file.

use super::Kind;

/// What stands in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// A text.
    Text,
    /// Texts; in CSV with semicolons between them.
    Words,
    /// A whole number.
    Number,
}

/// One column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its heading, and the key in JSON.
    pub name: &'static str,
    /// What stands in it.
    pub form: Form,
    /// Whether a file without it is refused.
    pub required: bool,
    /// An example.
    example: &'static str,
}

const fn text(name: &'static str, example: &'static str) -> Column {
    Column { name, form: Form::Text, required: false, example }
}

const fn words(name: &'static str, example: &'static str) -> Column {
    Column { form: Form::Words, ..text(name, example) }
}

const fn number(name: &'static str, example: &'static str) -> Column {
    Column { form: Form::Number, ..text(name, example) }
}

const fn required(column: Column) -> Column {
    Column { required: true, ..column }
}

/// Columns of a file of customers.
pub const CUSTOMERS: &[Column] = &[
    required(text("customer_number", "N000001")),
    required(text("name", "沈清和")),
    text("gender", "女"),
    text("birth", "1980-05-31"),
    text("mobile", "14000009001"),
    text("id_number", "99010119800531001X"),
    text("email", "shen@customer.example"),
    text("address", "青陵市文昌巷1号"),
    words("cards", "9999010000000001;9999010000000002"),
    text("city", "青陵市"),
    text("language", "zh-CN"),
    words("segments", "老年客户"),
    number("vip", "0"),
    text("since", "2012-03-01"),
    text("branch", "B001"),
    text("manager", ""),
];

/// Columns of a file of colleagues.
pub const AGENTS: &[Column] = &[
    required(text("work_number", "B0001")),
    required(text("alias", "小李")),
    required(text("name", "李四")),
    required(words("roles", "agent")),
    text("team", ""),
    text("department", "D01"),
    required(text("site", "总部")),
    required(number("chat_limit", "3")),
    words("skills", "complaint:6;english"),
    text("oidc_subject", ""),
];

const ARTICLE: &str = include_str!("article.jsonl");

/// An example of the file.
pub fn template(kind: Kind) -> String {
    let columns = match kind {
        Kind::Customers => CUSTOMERS,
        Kind::Agents => AGENTS,
        Kind::Articles => return ARTICLE.to_owned(),
    };
    let line = |cell: fn(&Column) -> &'static str| columns.iter().map(cell).collect::<Vec<_>>().join(",");
    format!("{}\n{}\n", line(|column| column.name), line(|column| column.example))
}
