//! Who serves whom next: queues, skills, capacity and offers.
