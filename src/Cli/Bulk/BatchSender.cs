using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk;

/// <summary>Asks the servers for the texts of batches.</summary>
internal sealed class BatchSender(ServerPool servers, IBulkTask task, TimeProvider time)
{
    private readonly TextCalls<Item, Answer> _calls = new(
        (items, cancellationToken) =>
        {
            string[] texts = [.. items.Select(item => item.Record.Text ?? "")];
            return servers.CallAsync((client, token) => task.AskAsync(client, texts, token), cancellationToken);
        },
        static (failure, _) => failure.Code is TransformerServiceErrors.InvalidInput or TransformerServiceErrors.InputTooLarge,
        time
    );

    /// <summary>Fills each item of a batch with its answer or its fault.</summary>
    public async Task<Batch> FillAsync(Batch batch, CancellationToken cancellationToken)
    {
        if (batch.Asked.Count == 0)
        {
            return batch;
        }

        try
        {
            foreach (var (item, outcome) in batch.Asked.Zip(await _calls.AskAsync(batch.Asked, cancellationToken)))
            {
                item.Answer = outcome.Answer;
                item.Fault =
                    outcome.Fault is { } fault ? new LineFault(fault.Code, fault.Detail)
                    : outcome.Answer is { Truncation: { } truncation } ? new LineFault(Truncation.Code, truncation)
                    : item.Fault;
            }
        }
        catch (TransformerServiceException failure)
        {
            throw new CliException($"{failure.Message} What is done is kept: run the same command again to go on.");
        }

        return batch;
    }
}
