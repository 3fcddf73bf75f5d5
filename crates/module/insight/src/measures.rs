//! What is counted: sums and counts only, so that an hour is the sum of its quarters.
//!
//! One list names every measure; the struct, the sums and the SQL texts come from it, and the test that
//! prepares all statements holds it against the table.

use serde::Serialize;
use sqlx::FromRow;
use utoipa::ToSchema;

macro_rules! measures {
    ($($(#[$doc:meta])* $name:ident = $place:literal,)*) => {
        /// Counts and sums of one interval under one key, or of any number of them together.
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, FromRow, Serialize, ToSchema)]
        pub struct Measures { $($(#[$doc])* pub $name: i64,)* }

        impl Measures {
            /// Adds `other`, measure by measure.
            pub const fn add(&mut self, other: &Self) {
                $(self.$name += other.$name;)*
            }

            /// The measures in the order of the table's columns.
            pub(crate) const fn values(&self) -> [i64; [$($place),*].len()] {
                [$(self.$name),*]
            }
        }

        /// Adds to an interval's row: `$1` its start, `$2` the dimension, `$3` the key, then the measures.
        pub(crate) const ADD: &str = concat!(
            "INSERT INTO insight_interval (starts_at, dimension, key", $(", ", stringify!($name),)*
            ") VALUES ($1, $2, $3", $(", $", $place,)*
            ") ON CONFLICT (starts_at, dimension, key) DO UPDATE SET starts_at = excluded.starts_at",
            $(", ", stringify!($name), " = insight_interval.", stringify!($name), " + excluded.", stringify!($name),)*
        );

        /// Sums of one dimension by key and by intervals of `$4` microseconds shifted by `$5`, for starts
        /// from `$2` to before `$3`, at most `$6` rows.
        pub(crate) const SUM_BY_INTERVAL: &str = concat!(
            "SELECT (starts_at + $5) / $4 * $4 - $5 AS at, key",
            $(", CAST(SUM(", stringify!($name), ") AS BIGINT) AS ", stringify!($name),)*
            " FROM insight_interval WHERE dimension = $1 AND starts_at >= $2 AND starts_at < $3
              GROUP BY 1, key ORDER BY 1, key LIMIT $6"
        );

        /// Sums of every dimension by key, for starts from `$1` on.
        pub(crate) const SUM_SINCE: &str = concat!(
            "SELECT dimension, key",
            $(", CAST(SUM(", stringify!($name), ") AS BIGINT) AS ", stringify!($name),)*
            " FROM insight_interval WHERE starts_at >= $1 GROUP BY dimension, key"
        );
    };
}

measures! {
    /// Customers who came in.
    contacts = 4,
    /// Of these, ended without a person ever being asked for.
    bot_only = 5,
    /// Time with the flow and the assistant, until the first queueing, a person or the end, milliseconds.
    bot_ms = 6,
    /// Waits for a person that began here: offered to people. A transfer to a queue begins a new wait.
    offered = 7,
    /// Of these, the first wait of their interaction.
    first_offered = 8,
    /// Waits a person answered.
    answered = 9,
    /// Of these, within 10 seconds.
    answered_in_10 = 10,
    /// Of these, within 20 seconds.
    answered_in_20 = 11,
    /// Of these, within 30 seconds.
    answered_in_30 = 12,
    /// Of these, within 60 seconds.
    answered_in_60 = 13,
    /// Of these, within 120 seconds.
    answered_in_120 = 14,
    /// How long the answered waits lasted, milliseconds.
    wait_ms = 15,
    /// Interactions a person answered for the first time; a transfer never counts again.
    first_responses = 16,
    /// How long these had waited since they were first queued, milliseconds.
    first_response_ms = 17,
    /// Waits the customer gave up after 5 seconds or more.
    abandoned = 18,
    /// Waits the customer gave up within 5 seconds; neither offered nor missed in any rate.
    short_abandoned = 19,
    /// How long the waits of `abandoned` lasted, milliseconds.
    abandoned_wait_ms = 20,
    /// Callbacks wished, out of a wait or not; no abandons.
    callbacks = 21,
    /// Waits that ended by such a wish.
    waits_to_callback = 22,
    /// Waits the flow took back, as for a message left instead.
    waits_withdrawn = 23,
    /// How long all ended waits lasted, however they ended, milliseconds.
    customer_wait_ms = 24,
    /// Legs of agents that are over with their wrap-up.
    handled = 25,
    /// Their conversations, milliseconds.
    talk_ms = 26,
    /// Their wrap-ups, milliseconds.
    wrap_ms = 27,
    /// Passed on by an agent.
    transfers = 28,
    /// Offers that ran out unanswered (RONA).
    missed_offers = 29,
    /// Offers rejected.
    rejected_offers = 30,
    /// Customers who said how it was.
    ratings = 31,
    /// Of these, the matter is solved.
    solved = 32,
    /// Of these, the matter is partly solved.
    partly_solved = 33,
    /// Of these, 4 or 5 for friendly and 4 or 5 for fast.
    satisfied = 34,
    /// Sum of the points for friendly.
    friendly_points = 35,
    /// Sum of the points for fast.
    fast_points = 36,
    /// Sum of the points for would recommend.
    recommend_points = 37,
    /// Would recommend with 9 or 10.
    promoters = 38,
    /// Would recommend with 0 to 6.
    detractors = 39,
    /// Agents' time with any conversation or wrap-up in hand, milliseconds.
    work_ms = 40,
    /// Agents' time ready with nothing in hand, milliseconds.
    ready_ms = 41,
    /// Agents' time not ready with nothing in hand, milliseconds: the sum of the ten below.
    not_ready_ms = 42,
    /// Of this, 小休.
    break_ms = 43,
    /// Of this, 用餐.
    meal_ms = 44,
    /// Of this, 会议.
    meeting_ms = 45,
    /// Of this, 培训.
    training_ms = 46,
    /// Of this, 辅导.
    coaching_ms = 47,
    /// Of this, 举手求助.
    raised_hand_ms = 48,
    /// Of this, after a missed offer.
    rona_ms = 49,
    /// Of this, set by a supervisor.
    forced_ms = 50,
    /// Of this, set by the system.
    system_ms = 51,
    /// Of this, for any other reason.
    other_ms = 52,
    /// Customers called back by telephone who answered.
    callbacks_reached = 53,
    /// Customers called back by telephone who never answered, however often it was tried.
    callbacks_given_up = 54,
    /// Of `ratings`, those who were not asked whether the matter is solved, as on the telephone.
    solved_unasked = 55,
    /// Of `ratings`, those who were not asked whether they would recommend.
    recommend_unasked = 56,
}
