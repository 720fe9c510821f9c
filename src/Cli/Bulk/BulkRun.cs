using System.Globalization;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Journals;
using TransformerService.Cli.Bulk.Progress;
using TransformerService.Cli.Errors;
using TransformerService.Cli.Files;
using TransformerService.Cli.Servers;

namespace TransformerService.Cli.Bulk;

/// <summary>
/// Does a file. It goes on where an earlier run of the same command ended:
/// 1. What the journal says is compared with the input and the options.
/// 2. The output is cut at the journal's position; records that it has are passed over.
/// 3. The rest is asked for and written, with a journal from time to time.
/// 4. The output is put in its place.
/// </summary>
internal sealed class BulkRun(BulkPlan plan, TimeProvider time)
{
    public async Task<ExitCode> RunAsync(CancellationToken cancellationToken)
    {
        await using var table = await Tables.OpenAsync(plan.Table, plan.Task.Kind, cancellationToken);
        var begin = new Journal { Options = plan.Options(), Input = await InputMark.OfAsync(plan.Table.Input, cancellationToken) };
        var journal = FindStart(begin);
        if (journal.Stage == JournalStage.Running)
        {
            journal = await WriteAsync(table, journal, cancellationToken);
        }

        if (journal.Stage == JournalStage.Written)
        {
            if (File.Exists(plan.PartPath))
            {
                await table.FinishAsync(plan.PartPath, plan.Table.Output, plan.Shard, cancellationToken);
            }

            if (journal.Faults == 0)
            {
                File.Delete(plan.Faults);
            }

            journal = journal with { Stage = JournalStage.Done };
            journal.Save(plan.JournalPath);
        }

        return Conclude(journal);
    }

    /// <summary>The journal to go on from.</summary>
    private Journal FindStart(Journal begin)
    {
        // Nothing is deleted: what is there stays if no server answers, and the output until the new one is whole.
        if (plan.Restart)
        {
            return begin;
        }

        if (Journal.Find(plan.JournalPath) is not { } found)
        {
            FilePaths.RefusePresent("--output", plan.Table.Output);
            var faults = new FileInfo(plan.Faults);
            if (faults.Exists && faults.Length > 0) // an empty one is of a run that was killed before its first journal
            {
                FilePaths.RefusePresent("--faults", plan.Faults);
            }

            return begin;
        }

        if (found.WhyNotOf(begin) is { } reason)
        {
            throw new CliException(
                $"{reason}. Run it with the input and options of before to go on, set another --output, or --restart to begin again.",
                ExitCode.WrongArguments
            );
        }

        var isLost =
            found.Stage == JournalStage.Done ? !File.Exists(plan.Table.Output)
            : found.Stage == JournalStage.Written ? !File.Exists(plan.Table.Output) && !File.Exists(plan.PartPath)
            : found.OutputBytes > 0 && !File.Exists(plan.PartPath);
        if (isLost)
        {
            throw new CliException(
                $"The output that {plan.JournalPath} describes is not there. Set --restart to begin again.",
                ExitCode.WrongArguments
            );
        }

        if (found is { Stage: JournalStage.Running, Records: > 0 })
        {
            ProgressView.Report($"Going on after {ProgressMeter.Lines(found.Records)}.");
        }

        return found;
    }

    private async Task<Journal> WriteAsync(ITable table, Journal journal, CancellationToken cancellationToken)
    {
        await using var servers = new ServerPool(plan.Servers, time, ProgressView.Report);
        var limits = await ModelCheck.RunAsync(servers, plan.Task, cancellationToken);
        var meter = new ProgressMeter(time);
        var sender = new BatchSender(servers, plan.Task, time);
        var writing = new BulkPipeline(plan, table, sender, limits, meter, time).RunAsync(journal, cancellationToken);
        await new ProgressView(meter, time).ShowAsync(writing);
        return await writing;
    }

    private ExitCode Conclude(Journal journal)
    {
        var done = $"{plan.Table.Output}: {ProgressMeter.Lines(journal.Records)}";
        if (journal.Faults == 0)
        {
            ProgressView.Report($"{done}.");
            return ExitCode.Success;
        }

        ProgressView.Report(
            string.Create(CultureInfo.InvariantCulture, $"{done}, {journal.Faults:N0} of them with faults: see {plan.Faults}.")
        );
        return plan.AllowFaults ? ExitCode.Success : ExitCode.LinesFailed;
    }
}
