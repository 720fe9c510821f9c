using System.Globalization;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk;

/// <summary>
/// Asks the servers for the texts of a batch. If a server refuses it for one of its texts, it is halved until that text is alone: only it
/// gets the fault.
/// </summary>
internal sealed class BatchSender(ServerPool servers, IBulkTask task, TimeProvider time)
{
    // A failure of the server may have a passing cause, but a text that makes it fail must not stop the run.
    private const int MostAttempts = 4;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(0.5);

    /// <summary>Fills each item of a batch with its answer or its fault.</summary>
    public async Task<Batch> FillAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (batch.Asked.Count > 0)
        {
            await AskAsync(batch.Asked, cancellationToken);
        }

        return batch;
    }

    private async Task AskAsync(IReadOnlyList<Item> items, CancellationToken cancellationToken)
    {
        string[] texts = [.. items.Select(item => item.Record.Text ?? "")];
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Accept(items, await servers.CallAsync((client, token) => task.AskAsync(client, texts, token), cancellationToken));
                return;
            }
            catch (TransformerServiceException failure) when (MayPass(failure) && attempt < MostAttempts)
            {
                await Task.Delay(FirstDelay * (1 << attempt), time, cancellationToken);
            }
            catch (TransformerServiceException failure) when (IsOfATextOrMayBe(failure) && items.Count > 1)
            {
                var half = items.Count / 2;
                await AskAsync([.. items.Take(half)], cancellationToken);
                await AskAsync([.. items.Skip(half)], cancellationToken);
                return;
            }
            catch (TransformerServiceException failure) when (IsOfATextOrMayBe(failure))
            {
                items[0].Fault = new LineFault(failure.Code, failure.Detail);
                return;
            }
            catch (TransformerServiceException failure)
            {
                throw new CliException($"{failure.Message} What is done is kept: run the same command again to go on.");
            }
        }
    }

    private static void Accept(IReadOnlyList<Item> items, IReadOnlyList<Answer> answers)
    {
        if (answers.Count != items.Count)
        {
            throw new CliException(
                string.Create(CultureInfo.InvariantCulture, $"A server sent {answers.Count} answers to {items.Count} texts.")
            );
        }

        foreach (var (item, answer) in items.Zip(answers))
        {
            item.Answer = answer;
        }
    }

    private static bool MayPass(TransformerServiceException failure) =>
        failure.Code is TransformerServiceErrors.TimedOut or TransformerServiceErrors.Internal;

    private static bool IsOfATextOrMayBe(TransformerServiceException failure) =>
        failure.Code is TransformerServiceErrors.InvalidInput or TransformerServiceErrors.InputTooLarge || MayPass(failure);
}
