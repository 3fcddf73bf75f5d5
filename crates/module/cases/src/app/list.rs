//! Reading: lists by what is the actor's, and one case.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use warmline_base::{CaseId, Cursor, Fault, Limit, Page, Timestamp, TypedId};
use warmline_contract::{Action, Staff};
use warmline_runtime::{Ctx, Object, Scope, scopes_of};

use super::{CaseDetail, CaseRow, Cases, Loaded};
use crate::model::CaseState;
use crate::store::{self, Reach};

const WORDS_LETTERS_MAX: usize = 60;

/// Which cases.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct CaseQuery {
    /// `mine` (owned or accepted), `department`, or `all` the actor may see.
    #[serde(default)]
    pub view: Option<String>,
    /// A state.
    #[serde(default)]
    pub state: Option<String>,
    /// Words of the title, or a part of the number.
    #[serde(default)]
    pub q: Option<String>,
    /// From the page before.
    #[serde(default)]
    pub cursor: Option<String>,
    /// 1 to 200.
    #[serde(default)]
    pub limit: Option<u16>,
}

/// One page of cases, newest first.
#[derive(Debug, Serialize, ToSchema)]
pub struct CaseListing {
    /// The rows.
    pub items: Vec<CaseRow>,
    /// The next page's cursor.
    pub next: Option<String>,
}

impl Cases {
    /// Cases the actor may see, newest first.
    ///
    /// # Errors
    /// `WL-CASE-INPUT` for an unknown view or state; `WL-FORBIDDEN`; paging faults.
    pub async fn list(&self, ctx: &Ctx, query: CaseQuery) -> Result<CaseListing, Fault> {
        ctx.authorize(Action::CaseRead, &Object::any("case"))?;
        let staff = ctx.staff()?;
        let limit = Limit::parse(query.limit)?;
        let cursor = query.cursor.as_deref().map_or(Ok(Cursor::END), Cursor::parse)?;
        let state = query.state.unwrap_or_default();
        if !state.is_empty() {
            state.parse::<CaseState>().map_err(|fault| fault.at("state"))?;
        }
        let words: String = query.q.unwrap_or_default().trim().chars().take(WORDS_LETTERS_MAX).collect();
        let reach = reach(staff, query.view.as_deref().unwrap_or("all"))?;
        let records = store::list(&self.runtime.db, &reach, &state, &words, (cursor, limit)).await?;
        let page = Page::cut(records, limit, |record| Cursor { at: Timestamp(record.opened_at), id: record.id });
        let mut items = Vec::with_capacity(page.items.len());
        for record in page.items {
            let tasks = store::tasks(&self.runtime.db, &self.runtime.vault, record.id()).await?;
            let file = record.file(tasks)?;
            items.push(self.row_of(&Loaded { record, file }).await?);
        }
        Ok(CaseListing { items, next: page.next })
    }

    /// One case with everything about it; the reading is audited.
    ///
    /// # Errors
    /// `WL-FORBIDDEN`, or `WL-NOT-FOUND` when it is not the actor's to see.
    pub async fn get(&self, ctx: &Ctx, id: CaseId) -> Result<CaseDetail, Fault> {
        let loaded = self.load_for(ctx, id, Action::CaseRead).await?;
        ctx.read(Action::CaseRead, &loaded.object(), "need,tasks,notes", "").await?;
        self.detail_of(id).await
    }
}

/// What a view shows: never more than the actor's roles reach.
fn reach(staff: &Staff, view: &str) -> Result<Reach, Fault> {
    let own = Reach { agent: Some(staff.id.uuid()), ..Reach::default() };
    let scopes = scopes_of(&staff.roles, Action::CaseRead);
    let has = |scope| scopes.contains(&scope);
    match view {
        "mine" => Ok(own),
        "department" => {
            let wide = has(Scope::Centre) || has(Scope::Department);
            Ok(Reach { department: staff.department.clone().filter(|_| wide), ..Reach::default() })
        }
        "all" => Ok(Reach {
            centre: has(Scope::Centre),
            team: staff.team.filter(|_| has(Scope::Team)).map(TypedId::uuid),
            branch: has(Scope::Branch).then(|| staff.site.clone()),
            department: staff.department.clone().filter(|_| has(Scope::Department)),
            ..own
        }),
        _ => Err(Fault::invalid("WL-CASE-INPUT", "view is mine, department or all").at("view")),
    }
}
