//! The inbox: lists and their counts.
//!
//! Names and words are sealed in the rows, and whose a row is follows from its agent's team and its
//! customer's branch, which other rooms know. So a page is looked for: rows are read on until it is full, and
//! it is short only at the end of the list, or after [`LOOKED_AT_MAX`] rows, when `next` goes on from there.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use warmline_base::{AgentId, Cursor, CustomerId, Fault, Limit, Page, TeamId, TypedId};
use warmline_contract::{Action, InteractionState};
use warmline_runtime::{Ctx, Object, Scope, scopes_of};

use super::{Interactions, Row};
use crate::model::{Fold, Tail};
use crate::store::{self, ListFilter, Stored};

/// Rows read for one page at most.
const LOOKED_AT_MAX: usize = 1_000;

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
    /// Of everything I may see, what the teams I am in or lead have or had in hand.
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
    /// Only whose masked name, intent or last words contain this. At most 1,000 rows are looked through for
    /// one page; a shorter page with `next` goes on from there.
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
        let wanted = query.q.trim().to_lowercase();
        let reader = self.reader(ctx, query.view).await?;
        // Whoever sees everything and looks for nothing needs no more rows than the page has.
        let whole_pages = reader.sees_all && reader.only.is_none() && wanted.is_empty();
        let stride = if whole_pages { limit } else { Limit::parse(Some(Limit::MAX))? };
        let mut found = Vec::new();
        let mut from = cursor;
        let mut looked_at = 0;
        loop {
            let read = store::list(&self.rows, &filter, from, stride).await?;
            let whole = i64::try_from(read.len()).is_ok_and(|count| count == stride.rows_and_one());
            looked_at += read.len();
            from = read.last().map_or(from, cursor_of);
            for (row, at) in self.seen(ctx, &reader, read).await? {
                if wanted.is_empty() || matches(&row, &wanted) {
                    found.push((row, at));
                }
            }
            let full = i64::try_from(found.len()).is_ok_and(|count| count >= limit.rows_and_one());
            if full || !whole {
                let page = Page::cut(found, limit, |(_, at)| *at);
                return Ok(page.map(|(row, _)| row));
            }
            if looked_at >= LOOKED_AT_MAX {
                return Ok(Page { items: found.into_iter().map(|(row, _)| row).collect(), next: Some(from.text()) });
            }
        }
    }

    /// The rows among `read` that the actor may see, each with its place in the list.
    async fn seen(&self, ctx: &Ctx, reader: &Reader, read: Vec<Stored>) -> Result<Vec<(Row, Cursor)>, Fault> {
        let branches = if reader.by_branch { self.branches(&read).await? } else { FxHashMap::default() };
        let mut seen: Vec<(Fold, Tail)> = Vec::with_capacity(read.len());
        let mut places = Vec::with_capacity(read.len());
        for stored in read {
            if !self.is_of(reader.only.as_deref(), &stored.fold).await? {
                continue;
            }
            let branch = stored.fold.customer.and_then(|customer| branches.get(&customer));
            let serves = stored.fold.customer.is_some_and(|customer| reader.served.contains(&customer));
            let serving = serves.then_some(reader.agent);
            let object = self.whose(reader.team, &stored.fold, branch.map(String::as_str), serving).await?;
            if ctx.authorize(Action::InteractionRead, &object).is_ok() {
                places.push(cursor_of(&stored));
                // The row's end may be seconds old; memory's is not.
                let tail = self.live.seat(stored.fold.id).map(|seat| seat.with(|_, tail| tail.clone()));
                seen.push((stored.fold, tail.unwrap_or(stored.tail)));
            }
        }
        Ok(self.rows(&seen).await?.into_iter().zip(places).collect())
    }

    /// Whether one of `teams` has it in hand or had it last; any is, when nothing is said of teams.
    async fn is_of(&self, teams: Option<&[TeamId]>, fold: &Fold) -> Result<bool, Fault> {
        let Some(teams) = teams else { return Ok(true) };
        let Some(agent) = fold.agent.or(fold.last_agent) else { return Ok(false) };
        let card = self.needs.people.agent(agent).await?;
        Ok(card.and_then(|card| card.team).is_some_and(|team| teams.contains(&team)))
    }

    async fn branches(&self, read: &[Stored]) -> Result<FxHashMap<CustomerId, String>, Fault> {
        let mut ids: Vec<CustomerId> = read.iter().filter_map(|stored| stored.fold.customer).collect();
        ids.sort_unstable();
        ids.dedup();
        let known = if ids.is_empty() { Vec::new() } else { self.needs.customers.briefs(&ids).await? };
        Ok(known.into_iter().filter_map(|brief| Some((brief.id, brief.branch?))).collect())
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

    /// Who reads a list.
    async fn reader(&self, ctx: &Ctx, view: View) -> Result<Reader, Fault> {
        let staff = ctx.staff()?;
        let only = if view == View::Team { Some(self.needs.people.teams_of(staff.id).await?) } else { None };
        let scopes = scopes_of(&staff.roles, Action::InteractionRead);
        let served = self.live.of_agent(staff.id).into_iter().filter_map(|id| self.live.seat(id));
        Ok(Reader {
            agent: staff.id,
            team: staff.team,
            only,
            sees_all: scopes.contains(&Scope::Centre),
            by_branch: scopes.contains(&Scope::Branch),
            served: served
                .filter_map(|seat| {
                    seat.with(|fold, _| fold.customer.filter(|_| fold.state == InteractionState::Active))
                })
                .collect(),
        })
    }
}

/// What decides which rows somebody sees.
struct Reader {
    agent: AgentId,
    team: Option<TeamId>,
    /// The teams whose rows the list is of; all rows without.
    only: Option<Vec<TeamId>>,
    /// The whole centre's.
    sees_all: bool,
    /// Those of a branch's customers.
    by_branch: bool,
    /// Whom they serve now: whatever else is about these customers is theirs to see (tell it once).
    served: Vec<CustomerId>,
}

fn cursor_of(stored: &Stored) -> Cursor {
    Cursor { at: stored.updated_at, id: stored.fold.id.uuid() }
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
