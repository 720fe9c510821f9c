using System.Globalization;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>A request's place in work: what it may take, and what it has taken until it is disposed.</summary>
internal sealed class RequestAccount : IDisposable
{
    private readonly RequestAdmission? _admission;
    private readonly InferenceOptions? _options;
    private readonly RequestCaller? _caller;
    private readonly TimeSpan? _time;
    private readonly TimeSpan _entered;
    private long _answerBytes;
    private int _rows;
    private bool _left;

    internal RequestAccount(RequestAdmission admission, InferenceOptions options, RequestCaller? caller, long characters, TimeSpan time, TimeSpan entered) =>
        (_admission, _options, _caller, Characters, _time, _entered) = (admission, options, caller, characters, time, entered);

    private RequestAccount(RunPriority priority) => Priority = priority;

    /// <summary>Who goes first where the slots are short.</summary>
    public RunPriority Priority { get; } = RunPriority.Normal;

    /// <summary>Characters of its texts, as they were counted when it was let in; 0 for the server's own, which has no bounds.</summary>
    public long Characters { get; }

    /// <summary>Who sent it.</summary>
    public string? Caller => _caller?.Name;

    /// <summary>An account of the server's own, without bounds.</summary>
    public static RequestAccount Own(RunPriority priority) => new(priority);

    /// <summary>On whose account its rows run, and how soon, so long after it came.</summary>
    public RequestTerms TermsAfter(TimeSpan elapsed) => new(Caller, _time - elapsed) { Priority = Priority };

    /// <summary>Counts a row, before it is made.</summary>
    /// <exception cref="InferenceException">There are more than one request may have.</exception>
    public void CountRow()
    {
        if (++_rows > _options?.MaxRowsPerRequest)
        {
            throw new InferenceException(InferenceError.InputTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The texts have more than {_options.MaxRowsPerRequest} sentences (lines count as sentences); one request may have as many rows (Inference:{nameof(_options.MaxRowsPerRequest)}). Send them in several."));
        }
    }

    /// <summary>Checks the work that the rows are expected to take.</summary>
    /// <exception cref="InferenceException">It is more than one request may take.</exception>
    public void CheckWork(long work)
    {
        if (work > _options?.MaxTokensPerRequest)
        {
            throw new InferenceException(InferenceError.InputTooLarge, string.Create(
                CultureInfo.InvariantCulture,
                $"The request takes {work} tokens of work (rows × beams × tokens); one request may take {_options.MaxTokensPerRequest} (Inference:{nameof(_options.MaxTokensPerRequest)}). Send it in several, or with fewer beams or a smaller minNewTokens."));
        }
    }

    /// <summary>Takes memory for the answer, before the work begins.</summary>
    /// <exception cref="InferenceException">The answers that are not sent yet take too much, of all or of this caller.</exception>
    public void TakeAnswer(long bytes)
    {
        _admission?.TakeAnswer(Caller, bytes);
        _answerBytes += bytes;
    }

    /// <summary>Notes that the request was answered.</summary>
    public void Answered() => _admission?.Answered(_entered);

    public void Dispose()
    {
        if (!_left)
        {
            _left = true;
            _admission?.Leave(_caller, Characters, _answerBytes);
        }
    }
}

/// <summary>Keeps a request's place in work until it is disposed, which is when its answer has been sent: an answer that nobody takes is memory too.</summary>
public sealed class RequestHold : IDisposable
{
    private RequestAccount? _account;

    internal void Keep(RequestAccount account) => _account = account;

    public void Dispose() => _account?.Dispose();
}
