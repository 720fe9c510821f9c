using System.Globalization;
using TransformerService.Inference.Serving;
using TransformerService.Models.Catalog;
using TransformerService.Models.Errors;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Inference.SelfChecks;

/// <summary>Runs a golden sample on a loaded export, and reports where the answers differ.</summary>
internal static class SelfCheck
{
    private static readonly SelfCheckInfo NoSample = new(
        SelfCheckState.None,
        0,
        0,
        null,
        $"There is no {SelfCheckFile.Name} beside the export: it was only warmed up. docs/versions.md says how to make one."
    );

    /// <summary>Returns the result and the faults; no faults if it passed, or if there is no golden sample.</summary>
    public static (SelfCheckInfo Info, IReadOnlyList<string> Faults) Run(
        ServedModel model,
        string folder,
        CancellationToken cancellationToken
    )
    {
        SelfCheckFile? file;
        try
        {
            file = SelfCheckJson.Read(folder);
        }
        catch (InvalidDataException exception)
        {
            return (Failed(0), [exception.Message]);
        }

        try
        {
            return file is null ? (NoSample, []) : Run(model, file, cancellationToken);
        }
        catch (InferenceException exception)
        {
            return (Failed(file?.Samples.Count ?? 0), [$"The self-check failed: {exception.Message}"]);
        }
    }

    private static (SelfCheckInfo Info, IReadOnlyList<string> Faults) Run(
        ServedModel model,
        SelfCheckFile file,
        CancellationToken cancellationToken
    )
    {
        // 1. The files are those that the sample was created with: a file with a flipped bit may still load and answer.
        var hash = model.Export.ContentHash;
        if (hash != file.ContentHash)
        {
            return (
                Failed(file.Samples.Count),
                [
                    $"The self-check failed: a file was damaged or changed: {SelfCheckFile.Name} was made for the content hash {Start(file.ContentHash)}…, but it is {Start(hash)}…. If the change is intended, create it again or remove it.",
                ]
            );
        }

        // 2. Alone, every text is answered as recorded; an int8 export's scores are close to those of float32.
        CheckedAnswer[] alone = [.. file.Samples.Select(sample => model.Check([sample], cancellationToken)[0])];
        List<string> faults = [],
            otherwise = [],
            close = [];
        for (var place = 0; place < alone.Length; place++)
        {
            if (Other(file, place, alone[place]) is { } difference)
            {
                otherwise.Add(difference);
            }
            else if (alone[place].Lead < 0)
            {
                close.Add(Text($"in sample {place + 1} another label or token leads by {-alone[place].Lead:0.####}"));
            }
        }

        if (otherwise.Count > file.MayDiffer)
        {
            faults.Add(
                $"The self-check failed: {otherwise.Count} of {alone.Length} texts of {SelfCheckFile.Name} are answered differently than when it was created: {otherwise[0]}."
            );
        }

        var drift = Drift(file, alone);
        if (drift > file.MaxDrift)
        {
            faults.Add(
                Text(
                    $"The self-check failed: a score is {drift:0.####} from that of the float32 model, more than maxDrift, {file.MaxDrift:0.####}."
                )
            );
        }

        // 3. In a batch, every text is answered as alone.
        string? note = null;
        if (model.Export.DependsOnBatch)
        {
            note =
                "Whether a text gets the same answer alone and in a batch was not checked: the export quantises with one scale for a whole batch.";
        }
        else if (Split(file, alone, model.Check(file.Samples, cancellationToken)) is { } split)
        {
            faults.Add($"The self-check failed: a text is answered differently in a batch than alone: {split}.");
        }

        var state = faults.Count == 0 ? SelfCheckState.Passed : SelfCheckState.Failed;
        return (
            new SelfCheckInfo(state, alone.Length, alone.Length - otherwise.Count, drift, note)
            {
                Warning =
                    close.Count == 0
                        ? null
                        : Text(
                            $"The self-check passed, but {close[0]}, which is within the margin of {file.Margin:0.####} between processors ({close.Count} of {alone.Length} samples)."
                        ),
            },
            faults
        );
    }

    private static SelfCheckInfo Failed(int samples) => new(SelfCheckState.Failed, samples, 0, null, null);

    private static double? Drift(SelfCheckFile file, CheckedAnswer[] found) =>
        file
            .Samples.Zip(
                found,
                (sample, answer) =>
                    Stands(file, answer) && sample.Reference is { } reference ? Math.Abs(answer.Score - reference) : (double?)null
            )
            .Max();

    /// <summary>
    /// Describes a difference from the recorded answer that exceeds the difference between processors; <see langword="null"/> if there is
    /// none.
    /// </summary>
    private static string? Other(SelfCheckFile file, int place, CheckedAnswer found)
    {
        var sample = file.Samples[place];
        return Stands(file, found) && Near(found.Score, sample.Score, file.Tolerance) ? null
            : found.Answer == sample.Answer && !Stands(file, found)
                ? Text(
                    $"in sample {place + 1}, '{sample.Answer}', another label or token leads by {-found.Lead:0.####}, more than the margin of {file.Margin:0.####}"
                )
            : Say(place, found, (sample.Answer, sample.Score));
    }

    private static string? Split(SelfCheckFile file, CheckedAnswer[] alone, IReadOnlyList<CheckedAnswer> together)
    {
        var place = Array.FindIndex(
            [.. alone.Zip(together)],
            pair =>
                Stands(file, pair.First) != Stands(file, pair.Second)
                || (!Stands(file, pair.First) && pair.First.Answer != pair.Second.Answer)
                || !Near(pair.First.Score, pair.Second.Score, file.Tolerance)
        );
        return place < 0 ? null : Say(place, together[place], (alone[place].Answer, alone[place].Score));
    }

    /// <summary>The golden sample is the operator's own, not a caller's text: it may be shown.</summary>
    private static string Say(int place, CheckedAnswer found, (string Answer, double Score) expected) =>
        Text(
            $"sample {place + 1} is '{found.Answer}' with {found.Score:0.####}, but should be '{expected.Answer}' with {expected.Score:0.####}"
        );

    /// <summary>Whether the recorded answer leads, or is behind by no more than the difference between processors.</summary>
    private static bool Stands(SelfCheckFile file, CheckedAnswer answer) => answer.Lead >= -file.Margin;

    private static bool Near(double found, double expected, double tolerance) => Math.Abs(found - expected) <= tolerance;

    private static string Start(string hash) => hash.Length > 12 ? hash[..12] : hash;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
