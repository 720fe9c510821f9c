using System.Globalization;
using System.Threading.Channels;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Journals;
using TransformerService.Cli.Bulk.Progress;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk;

/// <summary>
/// Reads records, asks for the answers of several batches at a time, and writes them in the order of the input. In memory are the batches
/// of a window, whatever the size of the file.
/// </summary>
internal sealed class BulkPipeline(
    BulkPlan plan,
    ITable table,
    BatchSender sender,
    CallLimits limits,
    ProgressMeter meter,
    TimeProvider time
)
{
    /// <summary>Batches that are read for each call in progress: while a slow one is waited for, others go on.</summary>
    private const int BatchesPerCall = 2;

    /// <summary>Does what is left after a journal. Whatever ends it, what was written stands in the journal.</summary>
    public async Task<Journal> RunAsync(Journal journal, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var calls = plan.Servers.InFlight * plan.Servers.Addresses.Count;
        var window = Channel.CreateBounded<Task<Batch>>(
            new BoundedChannelOptions(BatchesPerCall * calls) { SingleReader = true, SingleWriter = true }
        );
        using var writer = new BulkWriter(plan, table, journal, meter, time);
        var reading = ReadAsync(window.Writer, journal.Records, stop.Token);
        var isComplete = false;
        try
        {
            await foreach (var batch in window.Reader.ReadAllAsync(stop.Token))
            {
                writer.Write(await batch);
            }

            var written = writer.Complete();
            isComplete = true;
            return written;
        }
        finally
        {
            await stop.CancelAsync();
            await reading;
            while (window.Reader.TryRead(out var left))
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            if (!isComplete)
            {
                writer.Checkpoint();
            }
        }
    }

    /// <summary>Fills the window. Its end, or why there is no more, is the channel's.</summary>
    private async Task ReadAsync(ChannelWriter<Task<Batch>> window, long done, CancellationToken cancellationToken)
    {
        try
        {
            var batch = NewBatch();
            await foreach (var record in table.ReadAsync(cancellationToken))
            {
                if (!plan.Shard.Has(record.Block) || done-- > 0)
                {
                    continue;
                }

                meter.Begin(table.Position);
                var item = new Item(record);
                var isAsked = IsAsked(item);
                if (batch.IsFull || (isAsked && !batch.Fits(record)))
                {
                    await window.WriteAsync(sender.FillAsync(batch, cancellationToken), cancellationToken);
                    batch = NewBatch();
                }

                batch.Add(item, isAsked, table.Position);
            }

            if (batch.Items.Count > 0)
            {
                await window.WriteAsync(sender.FillAsync(batch, cancellationToken), cancellationToken);
            }

            window.Complete();
        }
        catch (Exception exception)
        {
            window.Complete(exception); // the reader of the channel gets it
        }
    }

    private Batch NewBatch() => new(Math.Min(plan.Batch, limits.MaxTexts), limits.MaxCharacters);

    /// <summary>Whether a server is asked for the text; otherwise the item has what it gets.</summary>
    private bool IsAsked(Item item)
    {
        if (item.Record.Text is not { } text)
        {
            return false;
        }

        if (string.IsNullOrWhiteSpace(text) && plan.Task.AnswerBlank(text) is { } blank)
        {
            item.Answer = blank;
            return false;
        }

        if (text.Length > limits.MaxCharacters)
        {
            item.Fault = new LineFault(
                TransformerServiceErrors.InputTooLarge,
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"The text has {text.Length} characters; the server takes at most {limits.MaxCharacters}. Split it."
                )
            );
            return false;
        }

        return true;
    }
}
