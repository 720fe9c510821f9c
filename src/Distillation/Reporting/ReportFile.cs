using TransformerService.Distillation.Evaluation;

namespace TransformerService.Distillation.Reporting;

/// <summary>A file that a report is written to.</summary>
internal sealed class ReportFile
{
    private readonly string _path;
    private readonly Func<EvaluationReport, string> _format;

    private ReportFile(string path, Func<EvaluationReport, string> format) => (_path, _format) = (path, format);

    /// <summary>Creates the folder, so that an invalid path is reported before the evaluation.</summary>
    /// <exception cref="EvaluationException">The folder cannot be created, or the path is a folder.</exception>
    public static ReportFile Prepare(string path, Func<EvaluationReport, string> format) =>
        Guard(
            path,
            () =>
            {
                if (Directory.Exists(path))
                {
                    throw new IOException("it is a folder.");
                }

                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? path);
                return new ReportFile(path, format);
            }
        );

    /// <summary>Writes the report whole or not at all.</summary>
    /// <exception cref="EvaluationException">The file cannot be written.</exception>
    public void Write(EvaluationReport report) =>
        Guard(
            _path,
            () =>
            {
                var unfinished = _path + ".partial";
                File.WriteAllText(unfinished, _format(report));
                File.Move(unfinished, _path, overwrite: true);
                return this;
            }
        );

    private static ReportFile Guard(string path, Func<ReportFile> act)
    {
        try
        {
            return act();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new EvaluationException($"{path} cannot be written: {exception.Message}", exception);
        }
    }
}
