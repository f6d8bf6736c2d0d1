"""What Moodle makes of questions, in whichever of its formats they come: facts, limits, and one quiz of what is stored."""
