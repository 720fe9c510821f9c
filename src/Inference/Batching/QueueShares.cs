using System.Globalization;
using TransformerService.Models.Errors;

namespace TransformerService.Inference.Batching;

/// <summary>Limits how much may wait for one model, in rows and in work, in total and for one caller. Not thread-safe.</summary>
internal sealed class QueueShares(int mostRows, long mostWork)
{
    private readonly Shares _rows = new(mostRows);
    private readonly Shares _work = new(mostWork);

    /// <summary>Adds a request's rows.</summary>
    /// <param name="caller">Its caller.</param>
    /// <param name="rows">Its rows.</param>
    /// <param name="work">Its work.</param>
    /// <param name="isLarge">Whether it is a large request.</param>
    /// <param name="retryAfter">Returns when to try again if it does not fit.</param>
    /// <exception cref="InferenceException">It does not fit, now or ever.</exception>
    public void Take(string? caller, int rows, long work, bool isLarge, Func<TimeSpan> retryAfter)
    {
        if (rows > _rows.Most(caller, isLarge))
        {
            throw Never(rows, "rows (sentences)", _rows.Most(caller, isLarge), "Batching:MaxQueuedRows");
        }

        if (work > _work.Most(caller, isLarge))
        {
            throw Never(work, "tokens of work (beams × tokens)", _work.Most(caller, isLarge), "Batching:MaxQueuedTokens");
        }

        if (!_rows.Fits(caller, rows, isLarge))
        {
            throw Full(_rows, caller, rows, "rows (sentences)", "Batching:MaxQueuedRows", retryAfter());
        }

        if (!_work.Fits(caller, work, isLarge))
        {
            throw Full(_work, caller, work, "tokens of work (beams × tokens)", "Batching:MaxQueuedTokens", retryAfter());
        }

        _rows.Take(caller, rows);
        _work.Take(caller, work);
    }

    /// <summary>Removes rows that no longer wait.</summary>
    public void Give(string? caller, int rows, long work)
    {
        _rows.Give(caller, rows);
        _work.Give(caller, work);
    }

    private static InferenceException Never(long amount, string unit, long most, string option) =>
        new(
            InferenceError.InputTooLarge,
            string.Create(
                CultureInfo.InvariantCulture,
                $"The request has {amount} {unit}; the queue accepts {most} from one request ({option}). Send it in several, or with fewer beams or a smaller maxNewTokens."
            )
        );

    private static InferenceException Full(Shares shares, string? caller, long amount, string unit, string option, TimeSpan retryAfter)
    {
        var detail =
            caller is not null && amount <= shares.Capacity - shares.Used
                ? string.Create(
                    CultureInfo.InvariantCulture,
                    $"This request's {amount} {unit}, with the {shares.Held(caller)} of the same caller that wait, exceed a caller's share of this model's queue now ({option} is {shares.Capacity}, of which {shares.Used} are taken); send the request again later."
                )
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"{shares.Used} {unit} wait for this model already, and with this request's {amount} they would exceed {shares.Capacity} ({option}); send the request again later."
                );
        return new InferenceException(InferenceError.Overloaded, detail) { RetryAfter = retryAfter };
    }
}
