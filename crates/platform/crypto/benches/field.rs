//! What one field costs: sealing, opening and indexing a mobile number.

use std::hint::black_box;
use std::sync::Arc;

use criterion::{Criterion, criterion_group, criterion_main};
use warmline_base::{FieldKind, SeededEntropy};
use warmline_crypto::{BlindIndex, FieldPlace, KeyRing, RootKey, Sealer, SoftwareVault};

fn field(criterion: &mut Criterion) {
    let chance = Arc::new(SeededEntropy::from_number(1));
    let vault = Arc::new(SoftwareVault::new(&RootKey::generate(&*chance), &[]));
    let ring = Arc::new(KeyRing::fresh(vault, &*chance).expect("a software vault wraps"));
    let index = BlindIndex::new(&ring).expect("a fresh ring has every key");
    let sealer = Sealer::new(ring, chance);
    let place = FieldPlace { table: "customers", column: "mobile", row: &[1; 16] };
    let sealed = sealer.seal(&place, "14000001001").expect("a short field seals");

    criterion.bench_function("seal a mobile number", |bench| {
        bench.iter(|| sealer.seal(&place, black_box("14000001001")).expect("a short field seals"));
    });
    criterion.bench_function("open a mobile number", |bench| {
        bench.iter(|| sealer.open(&place, black_box(&sealed)).expect("it was just sealed"));
    });
    criterion.bench_function("index a mobile number", |bench| {
        bench.iter(|| index.of(FieldKind::Mobile, black_box("14000001001")));
    });
}

criterion_group!(benches, field);
criterion_main!(benches);
