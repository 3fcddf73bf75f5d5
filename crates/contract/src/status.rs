//! The few states everybody speaks of.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::access::words;

words! {
    /// The door an interaction came in by.
    Channel {
        /// Web chat and the H5 page.
        Chat = "chat",
        /// Telephone.
        Voice = "voice",
        /// SMS.
        Sms = "sms",
        /// WeChat.
        Wechat = "wechat",
        /// Video.
        Video = "video",
        /// A form in the app.
        Form = "form",
        /// E-mail.
        Email = "email",
    }
}

words! {
    /// Where an interaction stands.
    InteractionState {
        /// The flow and the assistant serve it.
        Bot = "bot",
        /// It waits for a person.
        Queued = "queued",
        /// It is offered to an agent.
        Offered = "offered",
        /// An agent serves it.
        Active = "active",
        /// The conversation is over, the agent writes it up (话后处理).
        WrapUp = "wrap_up",
        /// Done.
        Ended = "ended",
    }
}

words! {
    /// How sure the bank is of who it is talking to (brief, section 4.2).
    IdentityLevel {
        /// 未核身.
        V0 = "V0",
        /// 声明身份.
        V1 = "V1",
        /// 基本核身.
        V2 = "V2",
        /// 强核身.
        V3 = "V3",
        /// 双人视频核身.
        V4 = "V4",
    }
}

words! {
    /// An agent's presence.
    PresenceState {
        /// Not signed in.
        Offline = "offline",
        /// 示闲: takes work.
        Ready = "ready",
        /// 示忙, with a reason.
        NotReady = "not_ready",
        /// Has work and takes no more.
        Working = "working",
    }
}

words! {
    /// What a customer proves who they are with, by keys.
    KeyedProof {
        /// 查询密码: something the customer knows.
        QueryPassword = "query_password",
        /// 动态验证码: something sent to what the customer has.
        Otp = "otp",
    }
}
