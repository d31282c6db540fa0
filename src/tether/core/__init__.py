"""The statistical heart: what violence does by itself, place by place. Judged before any policy is believed."""
