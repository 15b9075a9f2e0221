"""What each dimension asks, in the words of a visitor."""

from metrics.metric import Dimension

QUESTIONS = {
    Dimension.DIALOGUE: "Do people talk with each other, or post past each other?",
    Dimension.RECIPROCITY: "Do people give and get?",
    Dimension.VOICE: "Who takes part, who listens, who is gone?",
    Dimension.PRACTICE: "Do people bring more than best practices?",
    Dimension.HOSTING: "Does somebody hold the space, and could it live without them?",
    Dimension.REACH: "Does talk cross departments, levels and places?",
}
