pub fn show(_compared: &files::report::Compared) {}
