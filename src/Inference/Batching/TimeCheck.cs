using System.Globalization;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>Refuses a request that cannot be done in its time, or only by making an admitted one late.</summary>
internal static class TimeCheck
{
    /// <summary>
    /// If a request alone would take this many times its time limit, the request is too large. Below that, the server may be too busy: its
    /// speed was measured while other requests ran.
    /// </summary>
    private const int TimesTooMuch = 2;

    /// <summary>Returns the error of a request that could not be done in its time if it were alone; otherwise <see langword="null"/>.</summary>
    /// <param name="request">The request.</param>
    /// <param name="rates">How fast work is done. While that is unknown, any request can be done.</param>
    /// <param name="now">The time.</param>
    public static InferenceException? Alone<TRow, TResult>(BatchRequest<TRow, TResult> request, WorkRates rates, TimeSpan now) =>
        request.Terms.Time is { } time && rates.Estimate(request.Work, now) is { } alone && alone > time * TimesTooMuch
            ? new InferenceException(
                InferenceError.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The request's {request.Work} tokens of work (rows × beams × tokens) take about {Math.Ceiling(alone.TotalSeconds)} s here, and it has {time.TotalSeconds:0.###} s. Send fewer or shorter texts, fewer beams or a smaller maxNewTokens, or allow more time."
                )
            )
            : null;

    /// <exception cref="InferenceException">The request cannot be done in its time.</exception>
    public static void Check<TRow, TResult>(BatchRequest<TRow, TResult> request, RowQueue<TRow, TResult> queue, WorkRates rates)
    {
        if (request.Terms.Time is not { } time || rates.Estimate(request.Work, request.Submitted) is null)
        {
            return;
        }

        if (Alone(request, rates, request.Submitted) is { } tooLarge)
        {
            throw tooLarge;
        }

        // Usually everything that waits is done in time, in any order.
        if (!request.IsLarge && Estimate(queue.Work + request.Work) <= time)
        {
            return;
        }

        List<IReadOnlyList<Feasibility.Waiting>> callers = [.. queue.Requests.Where(requests => !IsOwn(requests.First())).Select(Describe)];
        callers.Add(Describe([.. queue.Requests.SelectMany(requests => requests).Where(IsOwn)]));
        if (
            !Feasibility.Fits(callers, callers.Count - 1, new(request.Work, time, request.IsLarge), work => Estimate(work) ?? TimeSpan.Zero)
        )
        {
            throw new InferenceException(
                InferenceError.Overloaded,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"{queue.Work} tokens of work (rows × beams × tokens) wait for this model; this request's {request.Work} would not be done within its {time.TotalSeconds:0.###} s, or would make other requests late. Send it again later, or send less."
                )
            )
            {
                RetryAfter = rates.RetryAfter(queue.Work),
            };
        }

        TimeSpan? Estimate(double work) => rates.Estimate(work, request.Submitted);

        bool IsOwn(BatchRequest<TRow, TResult> other) => other.Terms.Caller == request.Terms.Caller;

        IReadOnlyList<Feasibility.Waiting> Describe(IReadOnlyCollection<BatchRequest<TRow, TResult>> requests) =>
            [
                .. requests.Select(other => new Feasibility.Waiting(
                    other.Waiting.Work,
                    other.Terms.Time - (request.Submitted - other.Submitted),
                    other.IsLarge
                )),
            ];
    }
}
