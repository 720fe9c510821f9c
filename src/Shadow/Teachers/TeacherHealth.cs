using Microsoft.Extensions.Logging;
using TransformerService.Shadow.Telemetry;

namespace TransformerService.Shadow.Teachers;

/// <summary>Whether a teacher answers. Logs only changes: a teacher that is away for hours must not fill the log.</summary>
internal sealed class TeacherHealth(string model, ILogger logger)
{
    private bool _fails;

    public void Failed(Exception exception)
    {
        if (!_fails)
        {
            _fails = true;
            ShadowLog.TeacherFailed(logger, model, exception.GetType().Name);
        }
    }

    public void Worked()
    {
        if (_fails)
        {
            _fails = false;
            ShadowLog.TeacherBack(logger, model);
        }
    }
}
