using System.Collections.ObjectModel;
using System.Text.Json;
using TransformerService.Evaluation.Metrics;
using TransformerService.Shadow.Statistics;

namespace TransformerService.Shadow.Reporting;

/// <summary>Writes and reads totals.</summary>
internal static class TotalsJson
{
    /// <summary>A missing field is an error, not a zero; fields that a later version added are ignored.</summary>
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static string Write(ShadowTotals totals) =>
        JsonSerializer.Serialize(
            new TotalsForm(
                TotalsForm.Current,
                totals.Sampled,
                totals.Dropped,
                totals.Failed,
                Count(totals.Student),
                Count(totals.Noise),
                totals.Metrics,
                totals.Slices.ToDictionary(slice => slice.Key, slice => Count(slice.Value)),
                [.. totals.Labels.Select(pair => new TotalsForm.LabelPair(pair.Key.Student, pair.Key.Teacher, pair.Value))],
                [
                    .. Enumerable
                        .Range(0, CalibrationBins.DefaultBins)
                        .Where(bin => totals.Calibration.Counts[bin] > 0)
                        .Select(bin => new TotalsForm.Bin(
                            bin,
                            totals.Calibration.Counts[bin],
                            totals.Calibration.Right[bin],
                            totals.Calibration.Confidence[bin]
                        )),
                ],
                totals.Repeated,
                totals.Paired.Count == 0
                    ? null
                    : totals.Paired.ToDictionary(
                        pair => pair.Key,
                        pair => new TotalsForm.Pair(pair.Value.Total, pair.Value.OnlyNew, pair.Value.OnlyOld)
                    ),
                totals.Timed.Count == 0
                    ? null
                    : [.. totals.Timed.Select(timed => new TotalsForm.Timing(timed.Key.Against, timed.Key.MaxRatio, Count(timed.Value)))]
            ),
            Options
        );

    /// <exception cref="FormatException">The text is not totals, or of a form that this version does not know.</exception>
    public static ShadowTotals Read(string json)
    {
        TotalsForm form;
        try
        {
            form = JsonSerializer.Deserialize<TotalsForm>(json, Options) ?? throw new FormatException("The totals are null.");
        }
        catch (JsonException exception)
        {
            throw new FormatException($"The totals are malformed: {exception.Message}", exception);
        }

        if (form.Form != TotalsForm.Current)
        {
            throw new FormatException($"The totals are of form {form.Form}; this version reads form {TotalsForm.Current}.");
        }

        var totals = new ShadowTotals();
        totals.AddCounts(form.Sampled, form.Dropped, form.Failed, form.Repeated, Count(form.Student), Count(form.Noise));
        foreach ((var name, var sum) in form.Metrics)
        {
            totals.AddMetric(name, sum);
        }

        foreach ((var slice, var count) in form.Slices)
        {
            totals.AddSlice(slice, Count(count));
        }

        foreach (var pair in form.Labels)
        {
            totals.AddLabels(pair.Student, pair.Teacher, pair.Count);
        }

        foreach (var bin in form.Calibration)
        {
            if (bin.Number is < 0 or >= CalibrationBins.DefaultBins)
            {
                throw new FormatException($"The totals name bin {bin.Number}; there are {CalibrationBins.DefaultBins}.");
            }

            totals.Calibration.Add(bin.Number, bin.Count, bin.Right, bin.Confidence);
        }

        foreach ((var against, var pair) in form.Paired ?? ReadOnlyDictionary<string, TotalsForm.Pair>.Empty)
        {
            totals.AddPaired(against, Paired(pair));
        }

        foreach (var timed in form.Timed ?? [])
        {
            totals.AddTimed(timed.Against, timed.MaxRatio, Count(timed.Slower));
        }

        return totals;
    }

    private static PairedCount Paired(TotalsForm.Pair pair) =>
        pair.OnlyNew >= 0 && pair.OnlyOld >= 0 && pair.OnlyNew + pair.OnlyOld <= pair.Total
            ? new(pair.Total, pair.OnlyNew, pair.OnlyOld)
            : throw new FormatException($"The totals say that {pair.OnlyNew} and {pair.OnlyOld} of {pair.Total} pairs differ.");

    private static TotalsForm.Count Count(DifferenceCount count) => new(count.Differing, count.Total);

    private static DifferenceCount Count(TotalsForm.Count count) =>
        count.Differing >= 0 && count.Differing <= count.Total
            ? new(count.Differing, count.Total)
            : throw new FormatException($"The totals say that {count.Differing} of {count.Total} differ.");
}
