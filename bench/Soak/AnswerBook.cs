using System.Collections.Concurrent;

namespace TransformerService.Soak;

/// <summary>
/// Remembers the answer to each text: the same text must get the same answer later, whatever else was in its batch. An answer that went to
/// the wrong caller is detected here.
/// </summary>
internal sealed class AnswerBook
{
    private const int Most = 200_000;
    private readonly ConcurrentDictionary<(string Model, int BeamSize, string Text), string> _answers = new();

    /// <summary>Whether a call's answers are those that its texts got before.</summary>
    public bool Agrees(Call call, IReadOnlyList<string> answers)
    {
        for (var text = 0; text < answers.Count; text++)
        {
            var key = (call.Model, call.BeamSize, call.Texts[text]);
            var known = _answers.Count < Most ? _answers.GetOrAdd(key, answers[text]) : _answers.GetValueOrDefault(key, answers[text]);
            if (known != answers[text])
            {
                return false;
            }
        }

        return true;
    }
}
