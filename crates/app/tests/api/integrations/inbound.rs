//! What follows of what platforms announce: whom it concerns, and what it does there.
