using System.Globalization;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Usage;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>The account of one admitted request: what it may use, and what it holds until it is disposed.</summary>
internal sealed class RequestAccount : IDisposable
{
    /// <summary>A short sentence that is cut at its spans may take more than it did at first.</summary>
    private const long LeastRepeatedWork = 1_024;

    private readonly RequestAdmission? _admission;
    private readonly InferenceOptions? _options;
    private readonly RequestCaller? _caller;
    private readonly TimeSpan? _time;
    private readonly TimeProvider _timeProvider;
    private readonly TextWorkers _textWorkers;
    private readonly long _started;
    private long _answerBytes;
    private int _rows;
    private long _work,
        _repeatedWork;
    private bool _left;
    private int _steps = 1;
    private (int Rows, long Work, long AnswerBytes) _expected;

    internal RequestAccount(
        RequestAdmission admission,
        InferenceOptions options,
        RequestCaller? caller,
        long characters,
        TimeSpan time,
        TimeProvider timeProvider,
        TextWorkers textWorkers
    )
        : this(timeProvider, textWorkers) =>
        (_admission, _options, _caller, Characters, _time) = (admission, options, caller, characters, time);

    private RequestAccount(TimeProvider timeProvider, TextWorkers textWorkers) =>
        (_timeProvider, _textWorkers, _started) = (timeProvider, textWorkers, timeProvider.GetTimestamp());

    /// <summary>The priority when run slots are scarce.</summary>
    public RunPriority Priority { get; private init; } = RunPriority.Normal;

    /// <summary>Characters of its texts, counted when it was admitted; 0 for the server's own requests, which have no limits.</summary>
    public long Characters { get; }

    /// <summary>The caller.</summary>
    public string? Caller => _caller?.Name;

    /// <summary>Creates an account for the server's own work, without limits.</summary>
    public static RequestAccount Own(RunPriority priority, TimeProvider timeProvider) =>
        new(timeProvider, TextWorkers.None) { Priority = priority };

    /// <summary>The time since it was admitted.</summary>
    public TimeSpan Elapsed => _timeProvider.GetElapsedTime(_started);

    /// <summary>The time that the work on its texts took, the wait for a thread included.</summary>
    public TimeSpan TextTime { get; private set; }

    /// <summary>The terms on which its rows run: the caller, and the time left.</summary>
    public RequestTerms Terms => new(Caller, _time - Elapsed) { Priority = Priority };

    /// <summary>Splits, tokenizes or joins its texts: at once if they are short, otherwise on the threads for large requests.</summary>
    /// <param name="work">The work; it checks the cancellation token itself.</param>
    /// <param name="cancellationToken">Cancels the wait.</param>
    public async Task<T> OnTextsAsync<T>(Func<T> work, CancellationToken cancellationToken)
    {
        var started = _timeProvider.GetTimestamp();
        var result = await _textWorkers.RunAsync(Caller, Characters, work, cancellationToken);
        TextTime += _timeProvider.GetElapsedTime(started);
        return result;
    }

    /// <summary>Returns the times of its answer.</summary>
    /// <param name="run">The times of its rows.</param>
    public RequestTiming Timing(RunTimes run) => new(Elapsed, run.Queue, TextTime, run.Inference);

    /// <summary>
    /// Has it charge everything for each of several models that read the texts one after another, before the first one begins; what a later
    /// one takes is assumed to be as much as the first one's.
    /// </summary>
    public void Expect(int steps) => _steps = steps;

    /// <summary>Begins the step after the first: what it takes comes from what was charged for it.</summary>
    public void BeginStep()
    {
        _expected = (_rows / _steps * (_steps - 1), _work / _steps * (_steps - 1), _answerBytes / _steps * (_steps - 1));
        _rows -= _expected.Rows;
        _work -= _expected.Work;
        _steps = 1;
    }

    /// <summary>Its usage, which reserves its work from the key's quota; <see langword="null"/> if none is counted.</summary>
    public UsageEntry? Usage { get; init; }

    /// <summary>The work that was charged so far, in rows × beams × tokens.</summary>
    public long Work => _work + _repeatedWork;

    /// <summary>Counts a row before it is created.</summary>
    /// <exception cref="InferenceException">There are more rows than one request may have.</exception>
    public void CountRow() => CountRow("sentences (lines count as sentences)", "Send them in several.");

    /// <summary>Counts a row before it is created.</summary>
    /// <param name="rows">What the rows are of the texts.</param>
    /// <param name="change">What the caller may do.</param>
    /// <exception cref="InferenceException">There are more rows than one request may have.</exception>
    public void CountRow(string rows, string change)
    {
        _rows += _steps;
        if (_rows > _options?.MaxRowsPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The texts have more than {_options.MaxRowsPerRequest} {rows}; one request may have as many rows (Inference:{nameof(_options.MaxRowsPerRequest)}). {change}"
                )
            );
        }
    }

    /// <summary>Checks the work that its rows are expected to take, those of earlier calls included.</summary>
    /// <exception cref="InferenceException">It is more than one request may take, or than is left of the key's quota.</exception>
    public void CheckWork(long work)
    {
        _work += work * _steps;
        if (_work > _options?.MaxTokensPerRequest)
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The request takes {_work} tokens of work (rows × beams × tokens); one request may take {_options.MaxTokensPerRequest} (Inference:{nameof(_options.MaxTokensPerRequest)}). Send it in several, or with fewer beams or a smaller minNewTokens."
                )
            );
        }

        Usage?.Hold(Work);
    }

    /// <summary>Whether rows were not decoded again because there was no room: their answers might be better in another request.</summary>
    public bool RefusedRepeat { get; private set; }

    /// <summary>
    /// Charges rows that are decoded again, before they are: together with all others they are bounded as the request is, and take no more work
    /// than it did at first.
    /// </summary>
    /// <returns>Whether there is room for them; if not, nothing is charged.</returns>
    public bool TryRepeat(int rows, long work)
    {
        if (
            _rows + rows > _options?.MaxRowsPerRequest
            || _work + _repeatedWork + work > _options?.MaxTokensPerRequest
            || _repeatedWork + work > Math.Max(_work / _steps, LeastRepeatedWork)
            || Usage?.TryHold(Work + work) == false
        )
        {
            RefusedRepeat = true;
            return false;
        }

        _rows += rows;
        _repeatedWork += work;
        return true;
    }

    /// <summary>Records that something was not done again for lack of room.</summary>
    public void RefuseRepeat() => RefusedRepeat = true;

    /// <summary>
    /// Charges a text that another model is to answer, before it does. It is assumed to take as much work as its characters' share of the
    /// request's.
    /// </summary>
    /// <returns>Whether there is room for it; if not, nothing is charged.</returns>
    public bool TryAnswerAgain(int rows, long characters, long leastWork, long answerBytes)
    {
        var work = Math.Max(leastWork, (long)(_work * (characters / Math.Max(1.0, Characters))));
        if (_rows + rows > _options?.MaxRowsPerRequest || _work + _repeatedWork + work > _options?.MaxTokensPerRequest)
        {
            return false;
        }

        if (Usage?.TryHold(Work + work) == false || !TryTakeAnswer(answerBytes))
        {
            return false;
        }

        _rows += rows;
        _repeatedWork += work;
        return true;
    }

    /// <summary>Reserves memory as <see cref="TakeAnswer"/> does; returns whether there is enough.</summary>
    public bool TryTakeAnswer(long bytes)
    {
        try
        {
            TakeAnswer(bytes);
            return true;
        }
        catch (InferenceException)
        {
            return false;
        }
    }

    /// <summary>Reserves memory for the answer before the work begins.</summary>
    /// <exception cref="InferenceException">
    /// The answers that are not sent yet take too much memory, in total or for this caller.
    /// </exception>
    public void TakeAnswer(long bytes)
    {
        var more = Math.Max(0, (bytes * _steps) - _expected.AnswerBytes);
        _expected.AnswerBytes = Math.Max(0, _expected.AnswerBytes - bytes);
        _admission?.TakeAnswer(Caller, more);
        _answerBytes += more;
    }

    /// <summary>Records that the request was answered.</summary>
    public void Answered() => _admission?.Answered(Elapsed);

    /// <summary>Leaves; the answer stays charged until it is sent.</summary>
    public void Leave()
    {
        if (!_left)
        {
            _left = true;
            _admission?.Leave(_caller, Characters);
        }
    }

    public void Dispose()
    {
        Leave();
        _admission?.GiveAnswer(Caller, _answerBytes);
        _answerBytes = 0;
    }
}
