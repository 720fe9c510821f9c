using TransformerService.Shadow.Records;
using TransformerService.Shadow.Statistics;
using TransformerService.Shadow.Store;

namespace TransformerService.Shadow.Cascade;

/// <summary>What is calibrated for a version of the student.</summary>
/// <param name="Teacher">The teacher's version.</param>
/// <param name="Calibration">The risk and the threshold.</param>
/// <param name="JudgedTo">When the newest finding was made that counts in <paramref name="Later"/>, or that the first fit is from.</param>
/// <param name="Later">The findings after the fit that judged them, and those that differ though they would be served.</param>
internal sealed record CascadeFitOf(string Teacher, RiskCalibration Calibration, DateTimeOffset JudgedTo, DifferenceCount Later)
{
    /// <summary>A fit stays until there are more new findings than this share of those that it is from.</summary>
    private const double Growth = 0.2;

    /// <summary>The fit that holds from now on; <see langword="null"/> while there are too few findings.</summary>
    /// <param name="read">The findings of a version of the student.</param>
    /// <param name="last">The fit that held until now; <see langword="null"/> if there was none.</param>
    /// <param name="budget">The largest share of answers to escalate.</param>
    /// <param name="alpha">The largest share of answers that may differ.</param>
    public static CascadeFitOf? Next(SignedFindings read, CascadeFitOf? last, double budget, double alpha)
    {
        if (read.Findings.Count == 0)
        {
            return null;
        }

        var newest = read.Findings[0].At;
        var known = last is { } fitted && fitted.Teacher == read.Teacher ? last : null;
        var later = known?.Later ?? default;
        if (known is not null)
        {
            // Each finding is judged by the fit that was in force when it was made.
            foreach (var finding in After(read.Findings, known.JudgedTo))
            {
                later = later.With(finding.Differs && known.Calibration.Risk.Of(finding.Signs) <= known.Calibration.Threshold);
            }

            var fresh = After(read.Findings, known.Calibration.Report.At).Count();
            if (fresh < Growth * Math.Min(known.Calibration.Report.Findings, StoredSigns.Most))
            {
                return known with { JudgedTo = newest, Later = later };
            }
        }

        return RiskCalibration.Of(read.Findings, budget, alpha, newest) is { } calibration
            ? new CascadeFitOf(read.Teacher, calibration, newest, later)
            : null;
    }

    /// <summary>The findings, newest first, that were made after a time.</summary>
    private static IEnumerable<RiskFinding> After(IReadOnlyList<RiskFinding> findings, DateTimeOffset time) =>
        findings.TakeWhile(finding => finding.At > time);
}
