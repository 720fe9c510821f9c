using System.Diagnostics;
using System.Globalization;

namespace TransformerService.Load.Processes;

/// <summary>A server that this program started, and that ends with it.</summary>
internal sealed class ChildProcess : IAsyncDisposable
{
    private const int KeptLines = 30;
    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan AskEvery = TimeSpan.FromMilliseconds(200);
    private readonly Process _process;
    private readonly Queue<string> _output = [];

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Processor time used so far.</summary>
    public TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    /// <summary>Starts a program and waits until it answers.</summary>
    /// <param name="folder">Where it runs.</param>
    /// <param name="program">The program.</param>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="ready">Whether it is ready.</param>
    /// <param name="cancellationToken">Cancels the wait and ends the process.</param>
    /// <exception cref="LoadException">It ends or is not ready in time; the message has the end of its output.</exception>
    public static async Task<ChildProcess> StartAsync(
        string folder,
        string program,
        IReadOnlyList<string> arguments,
        Func<CancellationToken, Task<bool>> ready,
        CancellationToken cancellationToken
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        var child = new ChildProcess(Process.Start(start) ?? throw new LoadException($"{program} could not be started."));
        try
        {
            var from = Stopwatch.GetTimestamp();
            while (!await ready(cancellationToken))
            {
                if (child._process.HasExited || Stopwatch.GetElapsedTime(from) > ReadyTimeout)
                {
                    throw new LoadException(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"{program} {string.Join(' ', arguments)} {(child._process.HasExited ? "ended" : $"was not ready within {ReadyTimeout.TotalSeconds} s")}:\n{child.LastLines()}"
                        )
                    );
                }

                await Task.Delay(AskEvery, cancellationToken);
            }

            return child;
        }
        catch
        {
            await child.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
    }

    private void Keep(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (_output)
        {
            _output.Enqueue(line);
            if (_output.Count > KeptLines)
            {
                _output.Dequeue();
            }
        }
    }

    private string LastLines()
    {
        lock (_output)
        {
            return string.Join('\n', _output);
        }
    }
}
