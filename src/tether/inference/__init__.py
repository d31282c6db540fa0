"""From events to a posterior cloud per place: the particle filter and the fit."""
