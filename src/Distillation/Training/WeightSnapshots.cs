using System.Globalization;
using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Training;

/// <summary>
/// The weights after the best epochs, kept as files, and their average (checkpoint averaging, Vaswani et al. 2017, section 6.1).
/// </summary>
internal sealed class WeightSnapshots(string folder)
{
    /// <summary>Saves the weights after an epoch and deletes those that are no longer among the best.</summary>
    /// <exception cref="TrainingException">The disk cannot be written.</exception>
    public void Keep(int epoch, IReadOnlyDictionary<string, WeightTensor> weights, IReadOnlyList<int> best)
    {
        Directory.CreateDirectory(folder);
        if (best.Contains(epoch))
        {
            WeightFile.Write(Path(epoch), weights);
        }

        foreach (var file in Directory.EnumerateFiles(folder, "*.safetensors").Where(file => !best.Select(Path).Contains(file)))
        {
            File.Delete(file);
        }
    }

    /// <summary>The mean of the best epochs' weights; <see langword="null"/> if there is none yet.</summary>
    /// <exception cref="TrainingException">A file is missing or damaged.</exception>
    public IReadOnlyDictionary<string, WeightTensor>? Average(IReadOnlyList<int> best)
    {
        Dictionary<string, double[]> sums = [];
        Dictionary<string, long[]> shapes = [];
        var count = 0;
        foreach (var file in best.Select(Path))
        {
            count++;
            foreach ((var name, var weight) in WeightFile.Read(file))
            {
                var sum = sums.TryGetValue(name, out var present) ? present : sums[name] = new double[weight.Values.Length];
                shapes[name] = weight.Shape;
                for (var i = 0; i < sum.Length; i++)
                {
                    sum[i] += weight.Values[i];
                }
            }
        }

        return count == 0
            ? null
            : sums.ToDictionary(
                entry => entry.Key,
                entry => new WeightTensor(shapes[entry.Key], Array.ConvertAll(entry.Value, value => (float)(value / count)))
            );
    }

    private string Path(int epoch) =>
        System.IO.Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"epoch-{epoch:0000}.safetensors"));
}
