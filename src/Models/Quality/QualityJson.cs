using System.Text.Json;
using TransformerService.Models.Files;

namespace TransformerService.Models.Quality;

/// <summary>Reads and writes <see cref="QualityCalibration"/>.</summary>
public static class QualityJson
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        PropertyNameCaseInsensitive = false,
        RespectNullableAnnotations = true,
        WriteIndented = true,
    };

    /// <summary>Reads the file in an export's folder; <see langword="null"/> if there is none, or if it cannot be used.</summary>
    /// <param name="folder">The export's folder.</param>
    /// <param name="contentHash">The export's content hash.</param>
    /// <param name="fault">Why it cannot be used.</param>
    public static QualityCalibration? Read(string folder, string contentHash, out string? fault)
    {
        fault = null;
        var path = Path.Combine(folder, QualityCalibration.Name);
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            var read = JsonSerializer.Deserialize<QualityCalibration>(JsonFile.WithoutMark(File.ReadAllBytes(path)).Span, Options);
            if (read is null || read.Weights.Count != QualitySigns.Count || !read.Weights.Append(read.Bias).All(double.IsFinite))
            {
                fault = $"{QualityCalibration.Name} must have {QualitySigns.Count} weights and a bias; translations have no quality.";
                return null;
            }

            fault =
                read.ContentHash == contentHash
                    ? null
                    : $"{QualityCalibration.Name} was made for another content of the export; translations have no quality. Write it again by 'calibrate'.";
            return fault is null ? read : null;
        }
        catch (JsonException exception)
        {
            fault =
                $"{QualityCalibration.Name} is invalid at {exception.Path ?? "$"}; translations have no quality. Write it again by 'calibrate'.";
            return null;
        }
    }

    /// <summary>Writes the file into an export's folder.</summary>
    public static void Write(string folder, QualityCalibration calibration) =>
        File.WriteAllText(Path.Combine(folder, QualityCalibration.Name), JsonSerializer.Serialize(calibration, Options) + "\n");
}
