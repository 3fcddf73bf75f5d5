//! From sums to rates: every formula of the board and the reports, once in code and once in words.
//!
//! A rate without a denominator is absent, never zero.

use serde::Serialize;
use utoipa::ToSchema;

use crate::measures::Measures;

/// A formula in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Formula {
    /// Chinese.
    pub zh: &'static str,
    /// English.
    pub en: &'static str,
}

/// The formulae of all rates; part of every response that carries one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Formulae {
    /// Service level.
    pub sl20: Formula,
    /// Abandonment.
    pub abandon_rate: Formula,
    /// Average speed of answer.
    pub asa: Formula,
    /// First response.
    pub first_response: Formula,
    /// Average handling time.
    pub aht: Formula,
    /// Occupancy.
    pub occupancy: Formula,
    /// Satisfaction.
    pub csat: Formula,
    /// Recommendation.
    pub nps: Formula,
    /// Settled without a person.
    pub bot_share: Formula,
}

/// All formulae.
pub const FORMULAE: Formulae = Formulae {
    sl20: Formula {
        zh: "20 秒服务水平 = 20 秒内由人工应答的数量 ÷（转人工数量 − 短放弃数量）；等待中放弃计为未达标，5 秒内的短放弃从分子分母中同时剔除并单独列出；应答归入其开始排队的时段",
        en: "SL20 = answered by a person within 20 s / (offered to people - short abandons); abandons count as missed, short abandons under 5 s are left out of both sides and stated; an answer counts in the interval in which its wait began",
    },
    abandon_rate: Formula {
        zh: "放弃率 = 排队 5 秒及以上后放弃的数量 ÷（转人工数量 − 短放弃数量）；预约回呼不算放弃",
        en: "abandon rate = given up after 5 s or more of waiting / (offered to people - short abandons); a wished callback is no abandon",
    },
    asa: Formula {
        zh: "平均应答速度 = 已应答排队的等待时长之和 ÷ 应答数量；每次排队从其开始时计时，转接后重新计时",
        en: "ASA = waiting time of answered waits / answered; each wait has its own clock, a transfer starts a new one",
    },
    first_response: Formula {
        zh: "首次响应时长 = 首次排队至首次人工应答的时长之和 ÷ 首次应答数量；转接与再次排队不重复计算",
        en: "first response = time from the first queueing to the first answer by a person / first answers; transfers and later waits never count again",
    },
    aht: Formula {
        zh: "平均处理时长 =（通话时长 + 话后处理时长）÷ 已完成的处理数量；不加权，不用于排名",
        en: "AHT = (talk time + wrap-up time) / handled; unweighted and never a ranking",
    },
    occupancy: Formula {
        zh: "工时利用率 = 工作时长 ÷（工作时长 + 示闲等待时长）；手上有任一会话或话后处理即为工作",
        en: "occupancy = work time / (work time + ready idle time); work is any conversation or wrap-up in hand",
    },
    csat: Formula {
        zh: "满意度 = 态度与速度均为 4 分或 5 分的评价数 ÷ 评价数",
        en: "CSAT = answers with 4 or 5 for both friendly and fast / answers",
    },
    nps: Formula {
        zh: "净推荐值 =（推荐分 9–10 的评价数 − 推荐分 0–6 的评价数）÷ 问及推荐的评价数 × 100",
        en: "NPS = (answers of 9-10 - answers of 0-6) / answers that were asked for it x 100",
    },
    bot_share: Formula {
        zh: "机器人独立服务占比 = 全程未转人工即结束的会话数 ÷（该会话数 + 首次转人工数量）",
        en: "bot share = ended without a person ever asked for / (these + offered to people for the first time)",
    },
};

impl Measures {
    /// Waits that count in rates: offered without short abandons.
    pub const fn offered_in_rates(&self) -> i64 {
        self.offered - self.short_abandoned
    }

    /// Service level at 20 seconds, 0 to 1.
    pub fn sl20(&self) -> Option<f64> {
        share(self.answered_in_20, self.offered_in_rates())
    }

    /// Share of waits given up, 0 to 1.
    pub fn abandon_rate(&self) -> Option<f64> {
        share(self.abandoned, self.offered_in_rates())
    }

    /// Average speed of answer, milliseconds.
    pub const fn asa_ms(&self) -> Option<i64> {
        average(self.wait_ms, self.answered)
    }

    /// Average first response, milliseconds.
    pub const fn average_first_response_ms(&self) -> Option<i64> {
        average(self.first_response_ms, self.first_responses)
    }

    /// Conversations and wrap-ups, milliseconds.
    pub const fn handle_ms(&self) -> i64 {
        self.talk_ms + self.wrap_ms
    }

    /// Average handling time, milliseconds.
    pub const fn aht_ms(&self) -> Option<i64> {
        average(self.handle_ms(), self.handled)
    }

    /// Occupancy, 0 to 1.
    pub fn occupancy(&self) -> Option<f64> {
        share(self.work_ms, self.work_ms + self.ready_ms)
    }

    /// Satisfaction, 0 to 1.
    pub fn csat(&self) -> Option<f64> {
        share(self.satisfied, self.ratings)
    }

    /// Net promoter score, -100 to 100.
    pub fn nps(&self) -> Option<f64> {
        share(self.promoters - self.detractors, self.ratings - self.recommend_unasked).map(|share| share * 100.0)
    }

    /// Share settled without a person, 0 to 1.
    pub fn bot_share(&self) -> Option<f64> {
        share(self.bot_only, self.bot_only + self.first_offered)
    }
}

fn share(part: i64, whole: i64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

const fn average(sum: i64, count: i64) -> Option<i64> {
    if count > 0 { Some(sum / count) } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_abandons_leave_both_sides_and_abandons_count_as_missed() {
        let measures = Measures {
            offered: 12,
            short_abandoned: 2,
            abandoned: 2,
            answered: 8,
            answered_in_20: 7,
            ..Measures::default()
        };
        assert_eq!(measures.sl20(), Some(0.7));
        assert_eq!(measures.abandon_rate(), Some(0.2));
    }

    #[test]
    fn a_rate_of_nothing_is_absent() {
        let nothing = Measures { offered: 1, short_abandoned: 1, ..Measures::default() };
        assert_eq!((nothing.sl20(), nothing.asa_ms(), nothing.occupancy(), nothing.nps()), (None, None, None, None));
    }

    #[test]
    fn the_promoter_score_runs_from_minus_to_plus_a_hundred() {
        let measures = Measures { ratings: 4, promoters: 1, detractors: 3, ..Measures::default() };
        assert_eq!(measures.nps(), Some(-50.0));
    }
}
