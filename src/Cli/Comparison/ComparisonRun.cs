using System.Globalization;
using TransformerService.Cli.Bulk.Formats;
using TransformerService.Cli.Bulk.Progress;
using TransformerService.Cli.Bulk.Tasks;
using TransformerService.Cli.Errors;
using TransformerService.Client;

namespace TransformerService.Cli.Comparison;

/// <summary>What is compared.</summary>
internal sealed record ComparisonPlan
{
    /// <summary>The texts, one a line.</summary>
    public required string Input { get; init; }

    public required SideSettings First { get; init; }

    public required SideSettings Second { get; init; }

    /// <summary>The texts' language, if it was given.</summary>
    public string? From { get; init; }

    /// <summary>The language to translate to, if it was given.</summary>
    public string? To { get; init; }

    /// <summary>Texts of a call, at most.</summary>
    public required int Batch { get; init; }

    /// <summary>How many of the texts whose answers differ most are shown.</summary>
    public required int Examples { get; init; }
}

/// <summary>
/// Sends each line of a file to two sides, and compares their answers. Memory holds the lines in progress and the worst ones alone.
/// </summary>
internal sealed class ComparisonRun(ComparisonPlan plan, TimeProvider time)
{
    private readonly PriorityQueue<DifferentLine, (double, long)> _worst = new();
    private readonly ProgressMeter _meter = new(time);
    private long _texts,
        _failed;
    private string? _fault;

    /// <exception cref="CliException">The file or the options do not fit, or no server answers.</exception>
    public async Task<ComparisonReport> RunAsync(CancellationToken cancellationToken)
    {
        await using var first = await ComparedSide.OpenAsync(plan.First, NewTask, time, cancellationToken);
        await using var second = await ComparedSide.OpenAsync(plan.Second, NewTask, time, cancellationToken);
        if (first.Task != second.Task)
        {
            throw new CliException(
                $"'{plan.First.Model}' and '{plan.Second.Model}' do not do the same: {first.Task} and {second.Task}.",
                ExitCode.WrongArguments
            );
        }

        IAnswerComparison comparison = first.Task == ModelTask.Translation ? new TranslationComparison() : new LabelComparison();
        var work = CompareAsync(first, second, comparison, cancellationToken);
        await new ProgressView(_meter, time).ShowAsync(work);
        return new ComparisonReport(first, second, _texts, _failed, _fault, _texts > 0 ? comparison.Measures : [], Worst());
    }

    private IBulkTask NewTask(ModelTask task, SideSettings side) =>
        task == ModelTask.Translation ? new TranslateTask(side.Model, plan.From, plan.To) { Variant = side.Variant }
        : plan.From is null && plan.To is null ? new ClassifyTask(side.Model, TopK: 1) { Variant = side.Variant }
        : throw new CliException("--from and --to are for translation models; leave them out.", ExitCode.WrongArguments);

    private async Task CompareAsync(
        ComparedSide first,
        ComparedSide second,
        IAnswerComparison comparison,
        CancellationToken cancellationToken
    )
    {
        await using var file = File.OpenRead(plan.Input);
        var (most, inProgress) = (
            Math.Min(plan.Batch, Math.Min(first.Limits.MaxTexts, second.Limits.MaxTexts)),
            plan.First.Servers.InFlight * plan.First.Servers.Addresses.Count
        );
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = new Queue<Task<Asked>>();
        try
        {
            await foreach (var lines in ReadAsync(file, most, cancellationToken))
            {
                if (asked.Count == inProgress)
                {
                    Add(comparison, await asked.Dequeue(), file);
                }

                asked.Enqueue(AskAsync(first, second, lines, ended.Token));
            }

            while (asked.TryDequeue(out var last))
            {
                Add(comparison, await last, file);
            }
        }
        finally
        {
            await ended.CancelAsync();
            foreach (var left in asked)
            {
                await ((Task)left).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task<Asked> AskAsync(
        ComparedSide first,
        ComparedSide second,
        IReadOnlyList<(long Number, string Text)> lines,
        CancellationToken cancellationToken
    )
    {
        string[] texts = [.. lines.Select(static line => line.Text)];
        var answers = await Task.WhenAll(first.AskAsync(texts, cancellationToken), second.AskAsync(texts, cancellationToken));
        return new Asked(lines, answers[0], answers[1]);
    }

    /// <summary>The lines that have a text, in batches. Those that cannot be read count as failed.</summary>
    private async IAsyncEnumerable<IReadOnlyList<(long Number, string Text)>> ReadAsync(
        FileStream file,
        int most,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var reader = new LineReader(file);
        List<(long, string)> batch = [];
        for (long number = 1; await reader.ReadAsync(cancellationToken) is { } line; number++)
        {
            if (line.Fault is { } fault)
            {
                Fail(number, fault.Reason);
            }
            else if (!string.IsNullOrWhiteSpace(line.Text))
            {
                batch.Add((number, number == 1 ? line.Text.TrimStart('\uFEFF') : line.Text));
            }

            if (batch.Count == most)
            {
                yield return batch;
                batch = [];
            }
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }

    private void Add(IAnswerComparison comparison, Asked asked, FileStream file)
    {
        var failed = _failed;
        foreach (var (place, (number, text)) in asked.Lines.Index())
        {
            if ((asked.First[place].Fault ?? asked.Second[place].Fault) is { } fault)
            {
                Fail(number, fault.Detail ?? fault.Message);
            }
            else if (asked.First[place].Answer is { } first && asked.Second[place].Answer is { } second)
            {
                _texts++;
                Keep(new DifferentLine(number, text, first, second, comparison.Add(first, second)));
            }
        }

        _meter.Add(asked.Lines.Count, (int)(_failed - failed), file.Position, file.Length);
    }

    private void Keep(DifferentLine line)
    {
        if (line.Difference > 0 && plan.Examples > 0)
        {
            _worst.Enqueue(line, (line.Difference, -line.Line)); // of equal ones the first lines stay
            if (_worst.Count > plan.Examples)
            {
                _worst.Dequeue();
            }
        }
    }

    private void Fail(long number, string reason)
    {
        _failed++;
        _fault ??= string.Create(CultureInfo.InvariantCulture, $"line {number}: {reason}");
    }

    private DifferentLine[] Worst()
    {
        var worst = new DifferentLine[_worst.Count];
        for (var place = worst.Length - 1; place >= 0; place--)
        {
            worst[place] = _worst.Dequeue();
        }

        return worst;
    }

    private sealed record Asked(
        IReadOnlyList<(long Number, string Text)> Lines,
        IReadOnlyList<Servers.TextOutcome<Answer>> First,
        IReadOnlyList<Servers.TextOutcome<Answer>> Second
    );
}
