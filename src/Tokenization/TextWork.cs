namespace TransformerService.Tokenization;

/// <summary>
/// Counts the work on one text in steps: a character, a token or an entry of a queue. Every loop over a text counts its steps here, and the
/// cancellation token is checked every few thousand steps: so the work on a text, however long, stops soon after its call ends. Not
/// thread-safe.
/// </summary>
public sealed class TextWork(CancellationToken cancellationToken)
{
    /// <summary>At most so many steps lie between two checks of the token, apart from those that one call counts at once.</summary>
    public const int StepsBetweenLooks = 4_096;

    private const int CharactersAtOnce = 64;

    private long _nextLook = StepsBetweenLooks;

    /// <summary>Called at every check with the number of steps so far.</summary>
    public Action<long>? Looked { get; init; }

    /// <summary>The number of steps so far.</summary>
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

    /// <summary>Counts characters that are read by a vectorised search such as IndexOf, many at a time.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public void Pass(int characters) => Step(1 + (characters / CharactersAtOnce));

    /// <summary>Checks the token now: for loops in which one iteration can take long.</summary>
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
