namespace TransformerService.Tokenization;

/// <summary>
/// The work on one text, counted in steps: a character, a token or an entry of a queue. Every loop over a text counts here, and every few
/// thousand steps the cancellation token is looked at, so that no text, however long, outlives the call that it came with. Not thread-safe.
/// </summary>
public sealed class TextWork(CancellationToken cancellationToken)
{
    /// <summary>How many steps there are at most between two looks at the token, one loop's counting aside.</summary>
    public const int StepsBetweenLooks = 4_096;

    private const int CharactersAtOnce = 64;

    private long _nextLook = StepsBetweenLooks;

    /// <summary>Called at every look with the steps until then.</summary>
    public Action<long>? Looked { get; init; }

    /// <summary>The steps until now.</summary>
    public long Steps { get; private set; }

    /// <summary>Counts steps.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Step(int steps = 1)
    {
        Steps += steps;
        if (Steps >= _nextLook)
        {
            Look();
        }
    }

    /// <summary>Counts characters that a search such as IndexOf passes over many at a time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Pass(int characters) => Step(1 + (characters / CharactersAtOnce));

    /// <summary>Looks at the token now: for loops of which one turn can take long.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Look()
    {
        _nextLook = Steps + StepsBetweenLooks;
        Looked?.Invoke(Steps);
        cancellationToken.ThrowIfCancellationRequested();
    }

    /// <summary>Counts a step for each part, and one for each of its characters.</summary>
    public IEnumerable<string> Over(IEnumerable<string> parts)
    {
        foreach (var part in parts)
        {
            Step(1 + part.Length);
            yield return part;
        }
    }
}
