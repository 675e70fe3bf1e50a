use files::{record, stems};
use measure::compare::{Passage, Question, Side, compare, passage};
fn side(p: &std::path::Path) -> Side {
    let profile = record::hear(p, &|_| {}).unwrap().record.profile;
    Side { name: "song".to_owned(), passage: passage(&profile, Passage::Loudest), profile, weight: 1.0 }
}
fn main() {
    let a: Vec<std::path::PathBuf> = std::env::args_os().skip(1).map(Into::into).collect();
    let mut c = compare(&Question {
        mix: side(&a[0]),
        records: a[2..].iter().map(|p| side(p)).collect(),
        ..Question::default()
    });
    let s = stems::open(&a[1]).unwrap();
    println!("span {:?}", c.mix.passage.span);
    let notes = stems::attribute(&mut c, &s, &a[0], &|_| {}).unwrap();
    let h = stems::hear(&s, &a[0], c.mix.passage.span, &|_| {}).unwrap();
    println!("{notes:?} {:?}", h.sum);
    for ad in &c.advice {
        println!(
            "{:?} {} {} {} [{}]",
            ad.range_hz,
            ad.fault.title,
            ad.fault.message,
            ad.fault.action,
            ad.fault.confidence.word()
        );
    }
    println!("{:?}", c.verdict);
}
