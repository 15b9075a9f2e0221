"""What each dimension asks, in the words of a visitor."""

from data.said import later
from metrics.metric import Dimension

QUESTIONS = {
    Dimension.DIALOGUE: later("Do people talk with each other, or post past each other?"),
    Dimension.RECIPROCITY: later("Do people give and get?"),
    Dimension.VOICE: later("Who takes part, who listens, who is gone?"),
    Dimension.PRACTICE: later("Do people bring more than best practices?"),
    Dimension.HOSTING: later("Does somebody hold the space, and could it live without them?"),
    Dimension.REACH: later("Does talk cross departments, levels and places?"),
}
