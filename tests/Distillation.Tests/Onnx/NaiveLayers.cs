using TransformerService.Distillation.Modeling;

namespace TransformerService.Distillation.Tests.Onnx;

/// <summary>The layers of a Transformer for one text, loop by loop in double precision, with weights by their Hugging Face names.</summary>
internal sealed class NaiveLayers(IReadOnlyDictionary<string, WeightTensor> weights)
{
    public double[] Row(string name, int row)
    {
        var table = weights[name];
        var width = (int)table.Shape[1];
        return Array.ConvertAll(table.Values[(row * width)..((row + 1) * width)], value => (double)value);
    }

    public double[] Linear(double[] input, string name)
    {
        var bias = weights[$"{name}.bias"].Values;
        return Product(input, $"{name}.weight", bias);
    }

    public double[] Product(double[] input, string weight, float[] bias)
    {
        var matrix = weights[weight].Values;
        var output = new double[bias.Length];
        for (var o = 0; o < output.Length; o++)
        {
            output[o] = bias[o];
            for (var i = 0; i < input.Length; i++)
            {
                output[o] += matrix[(o * input.Length) + i] * input[i];
            }
        }

        return output;
    }

    public double[] LayerNorm(double[] input, string name, double epsilon)
    {
        float[] gain = weights[$"{name}.weight"].Values,
            bias = weights[$"{name}.bias"].Values;
        var mean = input.Average();
        var variance = input.Average(value => (value - mean) * (value - mean));
        return [.. input.Select((value, i) => ((value - mean) / Math.Sqrt(variance + epsilon) * gain[i]) + bias[i])];
    }

    /// <summary>Attention of each query row to the key rows that <paramref name="sees"/> allows.</summary>
    public static double[][] Attend(double[][] queries, double[][] keys, double[][] values, int heads, Func<int, int, bool> sees)
    {
        var size = queries[0].Length / heads;
        double[][] output = [.. queries.Select(row => new double[row.Length])];
        for (var query = 0; query < queries.Length; query++)
        {
            for (var head = 0; head < heads; head++)
            {
                var powers = new double[keys.Length];
                for (var key = 0; key < keys.Length; key++)
                {
                    double score = 0;
                    for (var i = head * size; i < (head + 1) * size; i++)
                    {
                        score += queries[query][i] * keys[key][i];
                    }

                    powers[key] = sees(query, key) ? Math.Exp(score / Math.Sqrt(size)) : 0;
                }

                for (var i = head * size; i < (head + 1) * size; i++)
                {
                    output[query][i] = powers.Select((power, key) => power * values[key][i]).Sum() / powers.Sum();
                }
            }
        }

        return output;
    }

    public static double[] Add(double[] left, double[] right) => [.. left.Zip(right, (a, b) => a + b)];
}
