//! Words that sell. A bank's first words to somebody who seeks help never do.

/// The first selling phrase in a text, if there is one. Case does not matter.
pub(crate) fn selling_phrase(text: &str) -> Option<&'static str> {
    let text = text.to_lowercase();
    CHINESE.iter().chain(ENGLISH).copied().find(|phrase| text.contains(phrase))
}

/// Phrases, not single characters: 理财 alone names a subject, 理财产品推荐 sells.
const CHINESE: &[&str] = &[
    "优惠",
    "特惠",
    "推广",
    "促销",
    "送礼",
    "赠礼",
    "好礼",
    "抽奖",
    "返现",
    "立减",
    "限时",
    "秒杀",
    "抢购",
    "福利活动",
    "热销",
    "爆款",
    "高收益",
    "稳赚",
    "保本保息",
    "产品推荐",
    "为您推荐",
    "推荐购买",
    "理财推荐",
    "新客专享",
    "诚邀您办理",
    "立即申办",
    "马上办卡",
];

const ENGLISH: &[&str] = &[
    "special offer",
    "limited time",
    "limited-time",
    "promotion",
    "discount",
    "cashback",
    "cash back",
    "free gift",
    "prize draw",
    "lucky draw",
    "best-selling",
    "high yield",
    "guaranteed return",
    "recommended product",
    "we recommend you buy",
    "sign up now",
    "apply now",
    "exclusive deal",
];

#[cfg(test)]
mod tests {
    use super::selling_phrase;

    #[test]
    fn naming_a_subject_is_not_selling() {
        assert_eq!(selling_phrase("信用卡、贷款、理财,请选择"), None);
        assert_eq!(selling_phrase("Cards, loans or wealth: please choose"), None);
        assert_eq!(selling_phrase("办理信用卡送礼,详情请咨询"), Some("送礼"));
        assert_eq!(selling_phrase("A Special Offer awaits you"), Some("special offer"));
    }
}
