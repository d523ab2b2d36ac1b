"""Record: what was asked, sent, played and measured, kept and summed up."""
