using System.Text;

namespace TransformerService.Soak;

/// <summary>Draws short English texts, with names and numbers inserted, so that few are the same.</summary>
internal sealed class SampleTexts(Random random)
{
    private static readonly string[] _names =
    [
        "Anna",
        "Mr. Baker",
        "Dr. Singh",
        "the old man",
        "my sister",
        "Carlos",
        "a young woman",
        "the teacher",
    ];

    // {0} is a name, {1} a number.
    private static readonly string[] _sentences =
    [
        "Hello.",
        "Thank you very much!",
        "Where is the station?",
        "It is raining again.",
        "Two dogs are playing in the snow.",
        "{0} is waiting for the bus.",
        "{0} bought {1} apples at the market.",
        "Can you tell {0} that the meeting starts at {1}?",
        "A boy in a red shirt is riding his bicycle down a steep hill.",
        "The train to the coast leaves in {1} minutes.",
        "{0} said that the house by the river had been empty for {1} years.",
        "Please close the window before you leave the room.",
        "A group of people is standing in front of a large white building.",
        "I would like a table for {1} people, please.",
        "The children were so tired after the long walk that they fell asleep at once.",
        "{0} doesn't know what to do with the old piano.",
        "A woman wearing a blue hat is selling flowers on the corner of a busy street.",
        "How much does this cost?",
        "Although the weather was bad, {0} went swimming in the lake and came back an hour later with a smile.",
        "Nobody expected that {1} students would come to the first lecture on a Monday morning.",
        "Be careful, the floor is wet!",
        "The museum opens at {1} o'clock, but the garden around it can be visited all day and costs nothing.",
        "\"I have never seen so many birds in one place,\" said {0}, and reached for the camera.",
        "If the parcel has not arrived by Friday, call the number on the receipt and ask for {0}.",
        "Most of the {1} houses in the village were built of stone, with small windows and heavy wooden doors, long before the road came.",
    ];

    private static readonly string[] _reviews =
    [
        "A lovely film from start to finish.",
        "I want those two hours of my life back.",
        "The food was cold and the waiter was rude.",
        "{0} recommended it, and I am glad that I listened.",
        "It broke after {1} days.",
        "Great sound, a bright screen, and the battery lasts.",
        "The plot makes no sense, but the actors are wonderful and the music stays with you for days.",
        "Not bad, not good either.",
        "I have stayed in {1} hotels this year and this one was the worst of them all, by far.",
        "Simply perfect!",
        "The first half is slow, yet the ending is so moving that {0} and I sat in silence until the lights came on.",
    ];

    private static readonly string[] _wishes =
    [
        "what is my account balance",
        "set an alarm for {1} in the morning",
        "book a flight to Lisbon for {1} people",
        "how do I cook rice",
        "transfer {1} dollars to {0}",
        "tell me a joke",
        "is there a lot of traffic on the way to work",
        "play some music",
        "my card was stolen and I need a new one as soon as possible",
        "remind me to call {0} in {1} minutes",
        "how do you say thank you in Italian",
        "what is the weather going to be like tomorrow",
        "I would like to change my reservation to a table for {1}",
        "when is the next bank holiday",
    ];

    public string Sentence() => Fill(_sentences);

    public string Review() => Fill(_reviews);

    public string Wish() => Fill(_wishes);

    /// <summary>One to three paragraphs of two to five sentences.</summary>
    public string Paragraphs()
    {
        var text = new StringBuilder();
        var paragraphs = random.Next(1, 4);
        for (var paragraph = 0; paragraph < paragraphs; paragraph++)
        {
            text.Append(paragraph == 0 ? "" : "\n\n").AppendJoin(' ', Enumerable.Range(0, random.Next(2, 6)).Select(_ => Sentence()));
        }

        return text.ToString();
    }

    private string Fill(string[] patterns)
    {
        var text = patterns[random.Next(patterns.Length)]
            .Replace("{0}", _names[random.Next(_names.Length)], StringComparison.Ordinal)
            .Replace("{1}", $"{random.Next(2, 60)}", StringComparison.Ordinal);
        return char.ToUpperInvariant(text[0]) + text[1..];
    }
}
