{{- define "pawl.name" -}}
{{- if eq .Release.Name .Chart.Name }}{{ .Chart.Name }}{{ else }}{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 63 | trimSuffix "-" }}{{ end }}
{{- end }}

{{- define "pawl.selector" -}}
app.kubernetes.io/name: {{ .Chart.Name }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end }}

{{- define "pawl.labels" -}}
{{ include "pawl.selector" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{- define "pawl.claim" -}}
{{- .Values.data.existingClaim | default (printf "%s-data" (include "pawl.name" .)) }}
{{- end }}

{{- /* Not empty if each node has a volume of its own. */}}
{{- define "pawl.cache" -}}
{{- if and .Values.objectStore.bucket (not (or .Values.data.volume .Values.data.existingClaim)) }}true{{ end }}
{{- end }}

{{- define "pawl.scaling" -}}
scaleUp:
  stabilizationWindowSeconds: 30
  policies:
    - {type: Pods, value: 2, periodSeconds: 60}
# A stopping node hands its workflows over, which costs each of them a step, so scale down slowly.
scaleDown:
  stabilizationWindowSeconds: 600
  policies:
    - {type: Pods, value: 1, periodSeconds: 120}
{{- end }}
