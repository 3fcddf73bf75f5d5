//! Customers: read, checked, and stored in batches.

use std::collections::HashMap;
use std::path::Path;

use serde_json::Value;
use warmline_base::Fault;
use warmline_customers::{CheckedCustomer, CustomerRecord, IMPORT_BATCH};
use warmline_runtime::Ctx;

use super::columns::CUSTOMERS;
use super::report::Summary;
use super::rows::{Rows, Trouble};
use crate::rooms::Rooms;

pub async fn run(rooms: &Rooms, file: &Path, dry_run: bool) -> anyhow::Result<Summary> {
    let (ctx, runtime) = (rooms.console(), &rooms.runtime);
    let mut summary = Summary::begin(dry_run, runtime.now());
    let mut seen: HashMap<String, u64> = HashMap::new();
    let mut batch: Vec<(u64, CheckedCustomer)> = Vec::with_capacity(IMPORT_BATCH);
    for row in Rows::open(file, CUSTOMERS)? {
        let (line, row) = row?;
        summary.line(runtime.now());
        let customer = row.and_then(|row| {
            let record: CustomerRecord = serde_json::from_value(Value::Object(row))
                .map_err(|_| Trouble::line("the line has another shape than --template shows"))?;
            record.checked(runtime.now()).map_err(|fault| trouble(&fault))
        });
        let customer = customer.and_then(|customer| match seen.insert(customer.number().to_owned(), line) {
            Some(earlier) => Err(Trouble::column("customer_number", format!("line {earlier} has this number already"))),
            None => Ok(customer),
        });
        match customer {
            Ok(customer) => batch.push((line, customer)),
            Err(trouble) => summary.bad(line, &trouble)?,
        }
        if batch.len() == IMPORT_BATCH {
            store(rooms, &ctx, &mut batch, dry_run, &mut summary).await?;
        }
    }
    store(rooms, &ctx, &mut batch, dry_run, &mut summary).await?;
    summary.print(runtime.now());
    Ok(summary)
}

async fn store(
    rooms: &Rooms,
    ctx: &Ctx,
    batch: &mut Vec<(u64, CheckedCustomer)>,
    dry_run: bool,
    summary: &mut Summary,
) -> anyhow::Result<()> {
    let (lines, customers): (Vec<u64>, Vec<CheckedCustomer>) = batch.drain(..).unzip();
    let outcome = rooms.customers.import(ctx, &customers, dry_run).await?;
    summary.imported.count(&outcome);
    for (place, fault) in &outcome.refused {
        summary.bad(lines[*place], &trouble(fault))?;
    }
    Ok(())
}

/// A fault as a line's trouble: its place is the column.
pub fn trouble(fault: &Fault) -> Trouble {
    let place = fault.place.as_deref().unwrap_or_default().trim_start_matches('/');
    Trouble::column(place, format!("{} ({})", fault.detail, fault.code))
}
