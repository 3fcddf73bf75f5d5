//! The steps that ask: menus, fields, secrets.

use serde::{Deserialize, Serialize};

use super::Texts;

/// Shows a menu of 2 to 9 options. The exit to a person is added to every menu by itself. On the
/// telephone the options are keys 1 to 9 in their order, and the person is key 0.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// The question.
    pub text: Texts,
    /// The options, in the order shown.
    pub options: Vec<AskOption>,
    /// Where to go when the customer writes or speaks instead of choosing.
    pub other: String,
    /// What to do on the telephone when no key or a wrong one is pressed; without it the menu is said
    /// once more, and then a person takes the call.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keypad: Option<Keypad>,
}

/// What happens when no key of a menu, or a wrong one, is pressed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Keypad {
    /// How often the menu is said, 1 to 3 times.
    pub tries: u8,
    /// Said before the menu is said again.
    pub again: Texts,
    /// Where to go after the last try.
    pub failed: String,
}

/// One option of a menu.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AskOption {
    /// Its id, which a choice names.
    pub id: String,
    /// Its label.
    pub label: Texts,
    /// Where it leads.
    pub next: String,
    /// The intent it stands for, if it settles that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intent: Option<String>,
}

/// Asks for one field and keeps it for the person who takes over.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Collect {
    /// The field's name.
    pub field: String,
    /// The question.
    pub text: Texts,
    /// What it must look like.
    pub format: FieldFormat,
    /// Where to go on, also after two entries that do not fit.
    pub next: String,
}

/// Asks for a secret by keys. The digits go to the identity check; the flow learns only whether they
/// were right.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Secret {
    /// Which secret.
    pub kind: SecretKind,
    /// How many digits, 4 to 12.
    pub digits: u8,
    /// The question.
    pub text: Texts,
    /// How often it is asked, 1 to 3 times.
    pub tries: u8,
    /// Where to go on when it was right.
    pub right: String,
    /// Where to go on when it was not, or was not keyed.
    pub wrong: String,
}

/// A secret that is keyed, never written or spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SecretKind {
    /// 查询密码.
    QueryPassword,
    /// 动态验证码.
    Otp,
}

/// What a collected field must look like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldFormat {
    /// 1 to 200 characters.
    Text,
    /// 1 to 30 digits.
    Digits,
    /// A telephone number: 5 to 20 digits, spaces, `+` and `-`.
    Phone,
    /// An amount in yuan with at most two decimals.
    Amount,
}
