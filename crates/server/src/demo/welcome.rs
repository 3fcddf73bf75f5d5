//! What the terminal says when the demo has opened: where to go, and who one may be.

use super::page::{DemoLogins, PASSWORD};

/// Columns of a link and of a role, in terminal cells.
const LINK: usize = 48;
const ROLE: usize = 26;
const ROLE_EN: usize = 26;

/// Prints links and logins; says who is simulated.
pub fn print(base: &str, logins: &DemoLogins) {
    println!("{}", text(base, logins));
}

fn text(base: &str, logins: &DemoLogins) -> String {
    let mut lines = vec![String::new(), "  暖线演示已开门 · The Warmline demo is open".to_owned(), String::new()];
    let links = [
        ("/demo", "登录名与此刻的动态码", "logins, with the codes that are right just now"),
        ("/", "座席与管理", "staff desk"),
        ("/chat", "客户聊天，匿名", "customer chat, anonymous"),
        ("/demo/customer?code=C001", "客户聊天，韩先生已登录", "customer chat, signed in (C001 to C018)"),
        ("/chat?senior=1", "长者大字版", "customer chat in large text"),
        ("/docs", "接口文档", "API"),
    ];
    for (path, chinese, english) in links {
        lines.push(format!("  {}{}{english}", padded(&format!("{base}{path}"), LINK), padded(chinese, ROLE)));
    }
    lines.push(format!("\n  密码 password: {PASSWORD}\n"));
    for login in logins.people.iter() {
        let simulated = if logins.is_simulated(login) { "  · 模拟同事 simulated" } else { "" };
        let (role, role_en) = (padded(&login.roles, ROLE), padded(&login.roles_en, ROLE_EN));
        lines.push(format!("  {}  {role}{role_en}{}{simulated}", login.work_number, login.alias));
    }
    lines.push(format!(
        "\n  试一试 try: 左边开 {base}/chat，右边开 {base}/ 用 S001 登录并就绪;S028 只接电话;S005 看大屏。\
         \n              Open {base}/chat and {base}/ side by side, sign in as S001 and be ready; S028 takes calls; S005 watches the board."
    ));
    if !warmline_pages::are_built() {
        lines.push("\n  页面不在程序里：先运行 make web 再构建 · the pages are not in this binary: run `make web` and build again".to_owned());
    }
    lines.join("\n")
}

/// `text` filled up to so many cells, at least one; Chinese takes two cells a character.
fn padded(text: &str, cells: usize) -> String {
    let taken: usize = text.chars().map(|letter| if letter >= '\u{1100}' { 2 } else { 1 }).sum();
    format!("{text}{}", " ".repeat(cells.saturating_sub(taken).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_cells() {
        assert_eq!(padded("座席", 6), "座席  ");
        assert_eq!(padded("agent", 6), "agent ");
        assert_eq!(padded("座席座席", 6), "座席座席 ");
    }
}
