using System.Globalization;
using TransformerService.Inference.Batching;
using TransformerService.Inference.Configuration;
using TransformerService.Inference.Usage;
using TransformerService.Models.Errors;
using TransformerService.Models.Requests;

namespace TransformerService.Inference.Admission;

/// <summary>
/// Limits the requests in work, their characters and the size of their answers, shared among callers. Refuses excess requests at once
/// instead of queueing them.
/// </summary>
/// <param name="options">The limits.</param>
/// <param name="timeProvider">The clock.</param>
/// <param name="textWorkers">The threads for the texts of large requests; by default the calling thread does the work.</param>
internal sealed class RequestAdmission(InferenceOptions options, TimeProvider timeProvider, TextWorkers? textWorkers = null)
{
    /// <summary>The weight of one request in the average rate. It is small because requests of one batch end together.</summary>
    private const double WeightOfOne = 0.02;

    /// <summary>
    /// By default, the character limit is this many times that of one request, and the answer limit this fraction of the heap.
    /// </summary>
    private const int LargestRequests = 16,
        ShareOfHeap = 8;

    /// <summary>Requests with at most so many characters, and answers of at most so many bytes, count as small.</summary>
    private const long SmallCharacters = 16_384,
        SmallAnswerBytes = 65_536;

    private readonly Lock _lock = new();
    private readonly Shares _places = new(options.MaxConcurrentRequests);
    private readonly Dictionary<string, int> _ofConnection = new(StringComparer.Ordinal);
    private readonly Shares _characters = new(options.MaxConcurrentCharacters ?? (long)options.MaxCharactersPerRequest * LargestRequests);
    private readonly Shares _answers = new(
        options.MaxConcurrentAnswerBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfHeap
    );
    private readonly DrainRate _drainRate = new(WeightOfOne);
    private readonly long _epoch = timeProvider.GetTimestamp();

    /// <summary>Requests in work, their characters, and the bytes of answers that are not sent yet.</summary>
    public (long Requests, long Characters, long AnswerBytes) InWork
    {
        get
        {
            lock (_lock)
            {
                return (_places.Used, _characters.Used, _answers.Used);
            }
        }
    }

    private TimeSpan Now => timeProvider.GetElapsedTime(_epoch);

    /// <summary>Admits a request; it leaves when its account is disposed.</summary>
    /// <param name="caller">The caller.</param>
    /// <param name="characters">Characters of its texts.</param>
    /// <param name="time">How long it may take.</param>
    /// <param name="usage">Its usage, if that is counted.</param>
    /// <exception cref="InferenceException">Too many are in work, in total or for this caller; says when to try again.</exception>
    public RequestAccount Enter(RequestCaller? caller, long characters, TimeSpan time, UsageEntry? usage = null)
    {
        lock (_lock)
        {
            CheckPlaces(caller);
            CheckFits(
                _characters,
                caller?.Name,
                characters,
                characters > SmallCharacters,
                "characters",
                Setting(nameof(options.MaxConcurrentCharacters))
            );
            _places.Take(caller?.Name, 1);
            _characters.Take(caller?.Name, characters);
            if (caller?.Connection is { } connection)
            {
                _ofConnection[connection] = _ofConnection.GetValueOrDefault(connection) + 1;
            }

            return new RequestAccount(this, options, caller, characters, time, timeProvider, textWorkers ?? TextWorkers.None)
            {
                Usage = usage,
            };
        }
    }

    /// <summary>Reserves memory for an answer.</summary>
    /// <exception cref="InferenceException">
    /// The answers that are not sent yet take too much memory, in total or for this caller.
    /// </exception>
    internal void TakeAnswer(string? caller, long bytes)
    {
        lock (_lock)
        {
            CheckFits(
                _answers,
                caller,
                bytes,
                bytes > SmallAnswerBytes,
                "bytes of answers that are not sent yet",
                Setting(nameof(options.MaxConcurrentAnswerBytes))
            );
            _answers.Take(caller, bytes);
        }
    }

    /// <summary>Records how long an answer took; refused requests do not count, because only answers show how fast the server is.</summary>
    internal void Answered(TimeSpan elapsed)
    {
        lock (_lock)
        {
            _drainRate.Add(1, Now - elapsed, Now);
        }
    }

    /// <summary>Returns the memory of an answer.</summary>
    internal void GiveAnswer(string? caller, long bytes)
    {
        lock (_lock)
        {
            _answers.Give(caller, bytes);
        }
    }

    /// <summary>Returns a request's place and characters.</summary>
    internal void Leave(RequestCaller? caller, long characters)
    {
        lock (_lock)
        {
            _places.Give(caller?.Name, 1);
            _characters.Give(caller?.Name, characters);
            if (caller?.Connection is { } connection && --_ofConnection[connection] == 0)
            {
                _ofConnection.Remove(connection);
            }
        }
    }

    private static string Setting(string name) => "Inference:" + name;

    private void CheckPlaces(RequestCaller? caller)
    {
        var most = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.MaxConcurrentRequests} requests in work ({Setting(nameof(options.MaxConcurrentRequests))})"
        );
        if (_places.Used >= _places.Capacity)
        {
            throw Overloaded($"The server has {most}; send the request again later.");
        }

        // A connection may hold three times what its caller may still take.
        if (
            !_places.Fits(caller?.Name, 1, isLarge: false)
            || (
                caller?.Connection is { } connection
                && _ofConnection.GetValueOrDefault(connection) >= Shares.TimesFree * _places.Room(caller.Name)
            )
        )
        {
            throw Overloaded(
                $"This caller, or its connection, has its share of the server's {most}; wait for answers before sending more."
            );
        }
    }

    private void CheckFits(Shares shares, string? caller, long amount, bool isLarge, string unit, string setting)
    {
        if (amount > shares.Most(caller, isLarge))
        {
            throw new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The request has {amount} {unit}; one request may have {shares.Most(caller, isLarge)} (of {setting}). Send it in several."
                )
            );
        }

        if (!shares.Fits(caller, amount, isLarge))
        {
            throw Overloaded(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The server has {shares.Used} {unit} in work, and this request's {amount} would exceed the limit, or this caller's share of it ({setting} is {shares.Capacity}); send the request again later."
                )
            );
        }
    }

    private InferenceException Overloaded(string detail) =>
        new(InferenceError.Overloaded, detail) { RetryAfter = _drainRate.TimeFor(_places.Used) };
}
