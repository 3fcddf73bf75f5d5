//! The inbox: lists and their counts.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use warmline_base::{AgentId, Cursor, Fault, Limit, Page, TypedId};
use warmline_contract::Action;
use warmline_runtime::{Ctx, Object, Scope, scopes_of};

use super::{Interactions, Row};
use crate::model::{Fold, Tail};
use crate::store::{self, ListFilter, Stored};

/// Which list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// What I have in hand.
    #[default]
    Mine,
    /// What waits for a person.
    Waiting,
    /// Everything I may see.
    All,
    /// My team's.
    Team,
}

/// What a list is asked for.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
pub struct ListQuery {
    /// Which list.
    #[serde(default)]
    #[param(inline)]
    pub view: View,
    /// Only in this state.
    #[serde(default)]
    pub state: String,
    /// Only on this channel.
    #[serde(default)]
    pub channel: String,
    /// Only whose masked name, intent or last words contain this; looked for on the page at hand.
    #[serde(default)]
    pub q: String,
    /// Where the last page ended.
    #[serde(default)]
    pub cursor: Option<String>,
    /// Rows, 1 to 200.
    #[serde(default)]
    pub limit: Option<u16>,
}

/// How long the lists are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Counts {
    /// In my hands.
    pub mine: i64,
    /// Waiting for a person.
    pub waiting: i64,
    /// Everything I may see that is not over.
    pub all: i64,
}

impl Interactions {
    /// A page of the inbox, newest change first.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` without any reach; `WL-PAGE-…` for a wrong cursor or limit.
    pub async fn list(&self, ctx: &Ctx, query: &ListQuery) -> Result<Page<Row>, Fault> {
        ctx.authorize(Action::InteractionRead, &Object::any("interaction"))?;
        let limit = Limit::parse(query.limit)?;
        let cursor = query.cursor.as_deref().map_or(Ok(Cursor::END), Cursor::parse)?;
        let filter = self.filter(ctx, query)?;
        let stored = store::list(&self.runtime, &filter, cursor, limit).await?;
        let page =
            Page::cut(stored, limit, |stored: &Stored| Cursor { at: stored.updated_at, id: stored.fold.id.uuid() });
        let mut seen: Vec<(Fold, Tail)> = Vec::with_capacity(page.items.len());
        for stored in page.items {
            if ctx.authorize(Action::InteractionRead, &self.listed(ctx, &stored.fold).await?).is_ok() {
                // The row's end may be seconds old; memory's is not.
                let tail = self.live.seat(stored.fold.id).map(|seat| seat.with(|_, tail| tail.clone()));
                seen.push((stored.fold, tail.unwrap_or(stored.tail)));
            }
        }
        let rows = self.rows(&seen).await?;
        let wanted = query.q.trim().to_lowercase();
        let items = rows.into_iter().filter(|row| wanted.is_empty() || matches(row, &wanted)).collect();
        Ok(Page { items, next: page.next })
    }

    /// How long the actor's lists are.
    ///
    /// # Errors
    /// `WL-FORBIDDEN` without any reach.
    pub async fn counts(&self, ctx: &Ctx) -> Result<Counts, Fault> {
        ctx.authorize(Action::InteractionRead, &Object::any("interaction"))?;
        let me = ctx.agent()?;
        let mine = self.live.count_of(me);
        let all = if own_only(ctx)? { mine } else { self.live.count() };
        let whole = |count: usize| i64::try_from(count).unwrap_or(i64::MAX);
        Ok(Counts { mine: whole(mine), waiting: whole(self.live.waiting().0), all: whole(all) })
    }

    fn filter(&self, ctx: &Ctx, query: &ListQuery) -> Result<ListFilter, Fault> {
        let me: AgentId = ctx.agent()?;
        let mut filter =
            ListFilter { state: query.state.clone(), channel: query.channel.clone(), ..ListFilter::default() };
        match query.view {
            View::Mine => {
                filter.agent = Some(me);
                filter.open = query.state.is_empty();
            }
            View::Waiting => filter.waiting = true,
            View::All | View::Team => {
                if own_only(ctx)? {
                    filter.agent = Some(me);
                }
            }
        }
        Ok(filter)
    }

    /// The facts of a listed row. What waits belongs to no one yet, so every team's lead may see it.
    async fn listed(&self, ctx: &Ctx, fold: &Fold) -> Result<Object, Fault> {
        let object = self.object(fold).await?;
        let unassigned = fold.agent.is_none() && fold.last_agent.is_none();
        Ok(if unassigned { object.team(ctx.staff()?.team) } else { object })
    }
}

/// Whether the actor reaches no further than their own work.
fn own_only(ctx: &Ctx) -> Result<bool, Fault> {
    Ok(scopes_of(&ctx.staff()?.roles, Action::InteractionRead).iter().all(|scope| *scope == Scope::Own))
}

fn matches(row: &Row, wanted: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(wanted);
    row.customer.as_ref().is_some_and(|customer| has(&customer.name_masked))
        || row.intent_name.as_deref().is_some_and(has)
        || row.last_message.as_ref().is_some_and(|message| has(&message.text))
        || row.id.to_string() == wanted
}
